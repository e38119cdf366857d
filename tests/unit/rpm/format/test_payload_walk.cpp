#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/rewrite_fixture.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// A package whose payload is not compressed, so that a test can change it.
struct Archive {
    Archive()
        : file(test::build_rich(dir, "w.ufdio")),
          package(file),
          bytes(fs::read_file(file).substr(package.parts.payload_offset)) {}

    rpm::PayloadContents contents() const {
        rpm::MemorySource source(bytes);
        return rpm::read_contents(source, package.files, rpm::file_hash(package.parts.header),
                                  "x.rpm");
    }
    void replace(const std::string& old, const std::string& other) {
        bytes.replace(bytes.rfind(old), old.size(), other);
    }
    /// Says in the cpio header of a file that it is of another size, eight hexadecimal digits (cpio(5)).
    void resize(std::string_view name, const std::string& size) {
        constexpr std::size_t header = 110, at = 54;
        bytes.replace(bytes.find(name) - header + at, size.size(), size);
    }
    std::string refusal() const {
        try {
            contents();
        } catch (const report::Error& error) {
            return error.what();
        }
        return "none";
    }

    test::Dir dir;
    std::filesystem::path file;
    rpm::OpenPackage package;
    std::string bytes;
};

} // namespace

TEST_CASE("a payload holds every file of the header but ghosts, with the digests that it says") {
    const Archive archive;
    const rpm::PayloadContents contents = archive.contents();
    const rpm::FileTable& files = archive.package.files;
    CHECK(contents.entries.size() == files.size() - 1);
    CHECK(contents.size == archive.bytes.size());
    for (const rpm::PayloadEntry& entry : contents.entries)
        if (files.is_regular(entry.row) && !entry.digest.empty())
            CHECK(entry.digest == files.text(entry.row, rpm::tag::file_digest));
}

TEST_CASE("hard links are told as sets, single files are not") {
    const Archive archive;
    const rpm::FileTable& files = archive.package.files;
    std::vector<std::vector<std::string>> sets;
    for (const auto& [id, rows] : rpm::link_sets(files)) {
        sets.emplace_back();
        for (const std::size_t row : rows) sets.back().push_back(files.path(row));
    }
    const std::vector<std::string> linked{"/opt/calamari/one", "/opt/calamari/two",
                                          "/opt/calamari/zzz"};
    CHECK(std::find(sets.begin(), sets.end(), linked) != sets.end());
    for (const auto& set : sets) CHECK(set.size() > 1);
}

TEST_CASE("what is passed over is not looked at, what is read is") {
    Archive archive;
    archive.replace("the egg as it was", "The egg as it was");
    rpm::MemorySource source(archive.bytes);
    rpm::PayloadWalk walk(source, archive.package.files,
                          rpm::file_hash(archive.package.parts.header), "x.rpm");
    while (walk.next()) walk.skip();
    CHECK(test::has(archive.refusal(), std::string("x.rpm: its payload is damaged: ") + test::kEgg +
                                           " has another digest than the header says"));
}

TEST_CASE("a payload that does not fit its header is refused") {
    Archive archive;
    SUBCASE("a link that leads elsewhere") {
        archive.replace("../calamari/one", "../calamari/two");
        CHECK(test::has(archive.refusal(), "/opt/calamari/link leads elsewhere"));
    }
    SUBCASE("a name that the header does not have") {
        archive.replace("./opt/calamari/noise", "./opt/calamari/voice");
        CHECK(test::has(archive.refusal(), "the header does not know ./opt/calamari/voice"));
    }
    SUBCASE("a name that is there twice") {
        archive.replace("./opt/calamari/two", "./opt/calamari/one");
        CHECK(test::has(archive.refusal(), "/opt/calamari/one is in it twice"));
    }
    SUBCASE("another size, at that header and not behind gigabytes") {
        archive.resize("./opt/calamari/noise", "fffffff0");
        CHECK(test::has(archive.refusal(),
                        "/opt/calamari/noise has another size than the header says"));
    }
    SUBCASE("a link that is longer") {
        archive.resize("./opt/calamari/link", "fffffff0");
        CHECK(test::has(archive.refusal(), "/opt/calamari/link leads elsewhere"));
    }
    SUBCASE("a directory with content") {
        archive.resize({"./opt/calamari\0", 15}, "fffffff0");
        CHECK(test::has(archive.refusal(), "/opt/calamari has content, and is not a file"));
    }
    SUBCASE("an end before its time") {
        archive.bytes.resize(archive.bytes.size() / 2);
        CHECK(test::has(archive.refusal(), "it is cut off"));
    }
    SUBCASE("data behind its end") {
        archive.bytes += "more";
        CHECK(test::has(archive.refusal(), "data follows its end"));
    }
}

TEST_CASE("file digests are MD5 where the header does not say otherwise") {
    CHECK(rpm::file_hash(rpm::RawHeader()) == hash::Algorithm::md5);
    const Archive archive;
    CHECK(rpm::file_hash(archive.package.parts.header) == hash::Algorithm::sha256);
}
