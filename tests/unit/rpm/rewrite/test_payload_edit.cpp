#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/rewrite/edit_files.hpp"
#include "lib/rpm/rewrite/payload_edit.hpp"
#include "support/rewrite_fixture.hpp"
#include "support/string_sink.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// A payload that is not compressed.
struct Archive {
    Archive()
        : file(test::build_rich(dir, "w.ufdio")),
          package(file),
          bytes(fs::read_file(file).substr(package.parts.payload_offset)) {}

    std::string edited(const rpm::PackageEdit& edit) const {
        const hash::Algorithm hash = rpm::file_hash(package.parts.header);
        const rpm::FileTable after = rpm::edit_files(package.files, edit, hash, 1, "x.rpm").files;
        rpm::MemorySource source(bytes);
        test::StringSink sink;
        const rpm::EditResult result =
            rpm::edit_payload(source, sink, {package.files, after, edit.write, hash}, "x.rpm");
        CHECK(result.before.size == bytes.size());
        CHECK(result.size == sink.bytes.size());
        rpm::MemorySource made(sink.bytes); // it fits its own header
        rpm::read_contents(made, after, hash, "x.rpm");
        return sink.bytes;
    }

    test::Dir dir;
    std::filesystem::path file;
    rpm::OpenPackage package;
    std::string bytes;
};

} // namespace

TEST_CASE("a payload in which nothing changes comes out as it went in") {
    const Archive archive;
    CHECK(archive.edited({}) == archive.bytes);
}

TEST_CASE("numbers of owners and groups are those of no machine, where that is asked for") {
    const Archive archive;
    std::string elsewhere = archive.bytes;
    const std::size_t uid = 6 + 2 * 8; // behind the magic, the inode and the mode
    REQUIRE(elsewhere.substr(uid, 16) == std::string(16, '0'));
    elsewhere.replace(uid, 16, "0000003000000030");
    const std::map<std::string, rpm::NewContent> nothing;
    rpm::PayloadEdit edit{archive.package.files, archive.package.files, nothing,
                          rpm::file_hash(archive.package.parts.header)};
    for (const bool without : {false, true}) {
        edit.without_owners = without;
        rpm::MemorySource source(elsewhere);
        test::StringSink sink;
        rpm::edit_payload(source, sink, edit, "x.rpm");
        CHECK(sink.bytes == (without ? archive.bytes : elsewhere));
    }
}

TEST_CASE("content of the same size changes nothing else") {
    const Archive archive;
    std::string expected = archive.bytes;
    const std::string old = test::kEggContent, other(old.size(), 'x');
    expected.replace(expected.rfind(old), old.size(), other);
    CHECK(archive.edited({.write = {{test::kEgg, {other, {}}}}}) == expected);
}

TEST_CASE("what is removed goes, what is added comes, hard links keep their content") {
    const Archive archive;
    const std::string made =
        archive.edited({.write = {{"/opt/calamari/new", {"something new\n", {}}}},
                        .remove = {"/opt/calamari/zzz", "/opt/calamari/noise"}});
    CHECK(made.find("./opt/calamari/new") != std::string::npos);
    CHECK(made.find("something new\n") != std::string::npos);
    CHECK(made.find("./opt/calamari/zzz") == std::string::npos);
    CHECK(made.find("linked\n") != std::string::npos);
    CHECK(made.size() + 70000 < archive.bytes.size() + 1000);
}

TEST_CASE("an old payload that does not fit its header is not copied") {
    Archive archive;
    archive.bytes[archive.bytes.rfind("linked\n")] = 'L';
    CHECK_THROWS_WITH_AS(archive.edited({}), doctest::Contains("its payload is damaged"),
                         report::Error);
}
