#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/rewrite/rewrite_payload.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

using namespace calpkg;

namespace {

/// A package whose payload is not compressed, so that tests can change its bytes, and a file to write them to.
struct Payload {
    Payload()
        : package(test::build_rpm(dir, test::sample_spec(), {"_binary_payload w.ufdio"})),
          files(package.parts.header, package.subject),
          edit{files, files, written, rpm::file_hash(package.parts.header)},
          bytes(fs::read_file(dir.path() / "RPMS/sample-1.2.rpm")
                    .substr(package.parts.payload_offset)),
          fd(open(dir.write("new", "").c_str(), O_RDWR | O_CLOEXEC)) {}
    ~Payload() { close(fd); }
    Payload(const Payload&) = delete;
    Payload& operator=(const Payload&) = delete;

    std::unique_ptr<rpm::ReadBack> read_back() const {
        const rpm::Compression how =
            rpm::compression_of(package.parts.header, package.payload_begin, package.subject);
        return std::make_unique<rpm::ReadBack>(rpm::PayloadPlace{fd, 0}, how, edit, "new.rpm");
    }
    void write_to_file(rpm::ReadBack& back) const {
        REQUIRE(write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
        back.end();
    }
    rpm::PayloadContents contents() const {
        const auto back = read_back();
        write_to_file(*back);
        return back->finish();
    }

    test::Dir dir;
    rpm::OpenPackage package;
    rpm::FileTable files;
    std::map<std::string, std::string> written;
    rpm::PayloadEdit edit;
    std::string bytes;
    int fd;
};

} // namespace

TEST_CASE("a payload is read back from the file that it is written to") {
    const Payload payload;
    const auto back = payload.read_back();
    for (const char byte : payload.bytes.substr(0, 100)) {
        REQUIRE(write(payload.fd, &byte, 1) == 1);
        back->go_on();
    }
    REQUIRE(write(payload.fd, payload.bytes.data() + 100, payload.bytes.size() - 100) > 0);
    back->end();
    const rpm::PayloadContents contents = back->finish();
    CHECK(contents.size == payload.bytes.size());
    CHECK(contents.entries.size() == 8); // all but the ghost
}

TEST_CASE("what came into the file otherwise than it was written is found when it is read back") {
    SUBCASE("content, by the header's digest") {
        Payload payload;
        payload.bytes.at(payload.bytes.find("hello\n")) = 'H';
        CHECK_THROWS_WITH_AS(payload.contents(),
                             doctest::Contains("/opt/sample/hello has another digest"),
                             report::Error);
    }
    SUBCASE("what stands around it, by the frame's digest") {
        Payload payload;
        const std::string right = payload.contents().frame_digest;
        payload.bytes.at(payload.bytes.find("hello\n") + 6) = '\1'; // padding
        lseek(payload.fd, 0, SEEK_SET);
        rpm::RewrittenPayload rewritten;
        rewritten.subject = "new.rpm";
        rewritten.archive_size = payload.bytes.size();
        rewritten.frame_digest = right;
        rewritten.back = payload.read_back();
        payload.write_to_file(*rewritten.back);
        CHECK_THROWS_WITH_AS(rewritten.read_back(),
                             "new.rpm: does not match what was written; nothing was kept; "
                             "look for errors of the disk or the memory",
                             report::Error);
    }
    SUBCASE("its size") {
        Payload payload;
        payload.bytes.resize(payload.bytes.size() / 2);
        CHECK_THROWS_WITH_AS(payload.contents(), doctest::Contains("it is cut off"), report::Error);
    }
}

TEST_CASE("whoever leaves a payload while it is read back waits for nothing") {
    const Payload payload;
    const auto back = payload.read_back();
    REQUIRE(write(payload.fd, payload.bytes.data(), 5000) == 5000);
    back->go_on();
}
