#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "support/rewrite_fixture.hpp"
#include "unit/rpm/rewrite/restyle.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;

namespace {

const std::string kOne = "/opt/calamari/one";

std::filesystem::path build(const test::Dir& dir, const std::string& payload,
                            const test::Style& style) {
    const auto built = test::build_rich(
        dir, payload, {"_binary_filedigest_algorithm " + std::string(style.old ? "1" : "8")});
    const auto package = test::restyle(dir, built, style);
    // rpm itself must take what stands for an old package.
    REQUIRE(test::digests_are_right(package));
    REQUIRE(test::unpacked(package, "").empty());
    return package;
}

std::vector<std::uint32_t> tags_of(const rpm::RawHeader& header) {
    std::vector<std::uint32_t> tags;
    for (const rpm::TagData& data : header.entries()) tags.push_back(data.tag);
    return tags;
}

void check_same_style(const std::filesystem::path& before, const std::filesystem::path& after) {
    CHECK(test::digests_are_right(after));
    const rpm::OpenPackage one(before), two(after);
    CHECK(tags_of(one.parts.header) == tags_of(two.parts.header));
    CHECK(tags_of(one.parts.signature) == tags_of(two.parts.signature));
}

std::string size_of_archive(const std::filesystem::path& package) {
    return test::run({"sh", "-c", "rpm2cpio \"$1\" | wc -c", "sh", package.string()}).out;
}

/// Whether rpm2cpio gives a package's payload as it is: rpm 6's makes an archive of its own.
bool gives_payload(const std::filesystem::path& package) {
    if (size_of_archive(package) == test::query(package, "%{ARCHIVESIZE}") + "\n") return true;
    MESSAGE("this rpm2cpio makes an archive of its own: size and names of the payload not judged");
    return false;
}

std::string members(const std::filesystem::path& package) {
    return test::run({"sh", "-c", "rpm2cpio \"$1\" | bsdtar -tf -", "sh", package.string()}).out;
}

} // namespace

TEST_CASE("packages in the style of rpm 4.4 keep it: MD5, no digest of the payload, no new tag") {
    for (const std::string payload : {"w9.gzdio", "w9.bzdio", "w2.lzdio", "w2.xzdio"}) {
        CAPTURE(payload);
        if (!test::can_write(payload)) continue;
        const test::Dir dir;
        test::Style style;
        style.old = true;
        style.archive_size = true;
        const auto before = build(dir, payload, style);
        rpm::PackageEdit edit = test::edit_of_egg();
        edit.remove.insert(kOne);
        edit.write["/opt/calamari/new"] = {"new\n", {}};
        const auto after = test::rewritten(before, dir.path() / "out", edit).path;
        check_same_style(before, after);
        const rpm::PackageParts parts = rpm::OpenPackage(after).parts;
        CHECK_FALSE(parts.signature.has(rpm::tag::seal::sha256));
        CHECK_FALSE(parts.header.has(rpm::tag::payload_digest));
        CHECK_FALSE(parts.header.has(rpm::tag::file_digest_hash));
        CHECK(test::query(after, "[%{FILENAMES} %{FILEDIGESTS}\n]")
                  .find(std::string(test::kEgg) + " ") != std::string::npos);
        for (const std::string& digest : report::lines_of(test::query(after, "[%{FILEDIGESTS}\n]")))
            CHECK((digest.empty() || digest.size() == 32)); // MD5's
        CHECK(test::unpacked(after, test::kEgg) == "the egg after its repair, longer\n");
        CHECK(test::unpacked(after, "/opt/calamari/zzz") == "linked\n");
        const long grown = std::stol(test::query(after, "%{ARCHIVESIZE}")) -
                           std::stol(test::query(before, "%{ARCHIVESIZE}"));
        CHECK(grown % 4 == 0);
        if (gives_payload(before))
            CHECK(size_of_archive(after) == test::query(after, "%{ARCHIVESIZE}") + "\n");
    }
}

TEST_CASE("names in the payload keep their form") {
    for (const std::string prefix : {"./", "/", ""}) {
        CAPTURE(prefix);
        const test::Dir dir;
        test::Style style;
        style.old = true;
        style.prefix = prefix;
        const auto before = build(dir, "w9.gzdio", style);
        rpm::PackageEdit edit = test::edit_of_egg();
        edit.write["/opt/calamari/new"] = {"new\n", {}};
        const auto after = test::rewritten(before, dir.path() / "out", edit).path;
        check_same_style(before, after);
        CHECK(test::file_in(after, "/opt/calamari/new") == "new\n");
        if (!gives_payload(before)) continue;
        CHECK(members(after).find("\n" + prefix + "opt/calamari/new\n") != std::string::npos);
        std::string without_new = members(after);
        const std::string line = prefix + "opt/calamari/new\n";
        without_new.erase(without_new.find(line), line.size());
        CHECK(without_new == members(before));
    }
}

TEST_CASE("hard links that stand among the other files survive as well") {
    const test::Dir dir;
    const auto before = build(dir, "w9.gzdio", {});
    for (const std::string gone : {"one", "two", "zzz"}) {
        CAPTURE(gone);
        rpm::PackageEdit edit = test::edit_of_egg();
        edit.remove.insert("/opt/calamari/" + gone);
        const auto after = test::rewritten(before, dir.path() / gone, edit).path;
        CHECK(test::digests_are_right(after));
        for (const std::string name : {"one", "two", "zzz"})
            if (name != gone) CHECK(test::file_in(after, "/opt/calamari/" + name) == "linked\n");
    }
}

TEST_CASE("the payload's form for very large files is kept, its file numbers follow") {
    const test::Dir dir;
    test::Style style;
    style.by_index = true;
    style.links_in_place = false;
    const auto before = build(dir, "w9.gzdio", style);
    rpm::PackageEdit edit = test::edit_of_egg();
    edit.write["/opt/calamari/aaa"] = {"first\n", {}};
    edit.remove = {"/opt/calamari/two", "/opt/calamari/messages.de"};
    const auto after = test::rewritten(before, dir.path() / "out", edit).path;
    check_same_style(before, after);
    CHECK(test::query(after, "[%{LONGFILESIZES} ]") != "(none)");
    CHECK(test::file_in(after, test::kEgg) == "the egg after its repair, longer\n");
    CHECK(test::file_in(after, "/opt/calamari/aaa") == "first\n");
    CHECK(test::file_in(after, "/opt/calamari/ping") == "ping\n");
    // rpm's own reader judges: it looks up every number and follows the hard links.
    const process::Result archive = test::run(
        {"sh", "-c", "rpm2archive -n \"$1\" && tar -tvf \"$1\".tar", "sh", after.string()});
    if (!archive.ok()) {
        MESSAGE("rpm2archive cannot make a plain tar here: not judged: " << archive.err);
        return;
    }
    CHECK(archive.out.find("opt/calamari/aaa\n") != std::string::npos);
    CHECK(archive.out.find("opt/calamari/two\n") == std::string::npos);
    CHECK(test::run({"tar", "-xOf", after.string() + ".tar", "./opt/calamari/ping"}).out ==
          "ping\n");
}

TEST_CASE("a package whose header names no compressor is read as it is and stays so") {
    const test::Dir dir;
    test::Style style;
    style.old = true;
    const auto before = build(dir, "w.ufdio", style);
    const auto after = test::rewritten(before, dir.path() / "out", test::edit_of_egg()).path;
    check_same_style(before, after);
    CHECK(test::query(after, "%{PAYLOADCOMPRESSOR}") == "(none)");
    CHECK(test::unpacked(after, test::kEgg) == "the egg after its repair, longer\n");
}
