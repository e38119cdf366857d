#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/compare_packages.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::AllowedDifferences;
using rpm::PackageImage;

namespace {

/// The bytes with the last one that is not a string's end changed.
std::string changed(std::string bytes) {
    for (std::size_t i = bytes.size(); i-- > 0;) {
        if (bytes[i] == '\0' && i + 1 == bytes.size()) continue;
        bytes[i] = static_cast<char>(bytes[i] ^ 1);
        return bytes;
    }
    return bytes + "x";
}

AllowedDifferences asked() {
    AllowedDifferences allowed;
    allowed.release = "3_gabc.el6.1";
    allowed.changelog = 1;
    allowed.content = {test::kEgg};
    return allowed;
}

/// How many differences are found; the file lists are those of the headers as they are now.
std::size_t count(PackageImage a, PackageImage b, const AllowedDifferences& allowed) {
    try {
        a.files = rpm::FileTable(a.parts.header, "old.rpm");
        b.files = rpm::FileTable(b.parts.header, "new.rpm");
        return rpm::compare_packages(a, b, allowed, "new.rpm").size();
    } catch (const report::Error&) {
        return 1; // the change made a tag unreadable
    }
}

/// The same for two files.
std::size_t differences(const std::filesystem::path& a, const std::filesystem::path& b,
                        const AllowedDifferences& allowed) {
    return count(test::image_of(a), test::image_of(b), allowed);
}

/// Tags that name files or place them: with another value the file list itself cannot be read.
bool is_file_list(std::uint32_t tag) {
    return tag == rpm::tag::dir_index || tag == rpm::tag::base_name || tag == rpm::tag::dir_name;
}

} // namespace

TEST_CASE("a package is not a different from itself") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    CHECK(differences(package, package, {}) == 0);
}

TEST_CASE("a rewritten package differs in what was asked for, and only in that") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    const auto after = test::rewritten(before, dir.path() / "out", test::edit_of_egg()).path;
    CHECK(differences(before, after, asked()) == 0);
    const auto without = [&](auto forget) {
        AllowedDifferences allowed = asked();
        forget(allowed);
        return differences(before, after, allowed);
    };
    CHECK(without([](auto& allowed) { allowed.content.clear(); }) >= 2);
    CHECK(without([](auto& allowed) { allowed.changelog = 0; }) >= 3);
    CHECK(without([](auto& allowed) { allowed.release.clear(); }) >= 1);
    CHECK(without([](auto& allowed) { allowed.release = "9"; }) >= 1);
    CHECK(without([](auto& allowed) { allowed.removed = {"/opt/calamari/one"}; }) >= 1);
    CHECK(without([](auto& allowed) { allowed.added = {"/opt/calamari/new"}; }) >= 1);
}

TEST_CASE("a package that came out otherwise than it was asked for is refused") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    const PackageImage old = test::image_of(before);
    PackageImage made =
        test::image_of(test::rewritten(before, dir.path() / "out", test::edit_of_egg()).path);
    CHECK_NOTHROW(rpm::require_as_asked(old, made, asked(), "new.rpm"));
    SUBCASE("a difference") {
        AllowedDifferences allowed = asked();
        allowed.changelog = 0;
        CHECK_THROWS_WITH_AS(rpm::require_as_asked(old, made, allowed, "new.rpm"),
                             doctest::Contains("new.rpm: has unrequested changes: "),
                             report::Error);
    }
    SUBCASE("a file's digest") {
        for (rpm::PayloadEntry& entry : made.contents.entries)
            if (!entry.digest.empty()) entry.digest = std::string(64, '0');
        CHECK_THROWS_WITH_AS(rpm::require_as_asked(old, made, asked(), "new.rpm"),
                             doctest::Contains("new.rpm: has a wrong digest of "), report::Error);
    }
}

TEST_CASE("a change in any tag of the header is found") {
    const test::Dir dir;
    const PackageImage before = test::image_of(test::build_rich(dir));
    for (const rpm::TagData& data : before.parts.header.entries()) {
        // Digests of the payload are held against it where packages are read, not here.
        if (data.tag == rpm::tag::payload_digest || data.tag == rpm::tag::payload_digest_alt)
            continue;
        CAPTURE(data.tag);
        PackageImage after = before;
        if (!is_file_list(data.tag)) {
            rpm::TagData other = data;
            other.bytes = changed(other.bytes);
            after.parts.header.put(other);
            CHECK(count(before, after, {}) != 0);
            after = before;
            after.parts.header.erase(data.tag);
            CHECK(count(before, after, {}) != 0);
        }
    }
    PackageImage after = before;
    after.parts.header.put_strings(1234567, rpm::TagType::string, {"new"});
    CHECK(count(before, after, {}) == 1);
}

TEST_CASE("a change in any tag that is not asked for is found even when others were asked for") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const PackageImage before = test::image_of(package);
    const PackageImage made =
        test::image_of(test::rewritten(package, dir.path() / "out", test::edit_of_egg()).path);
    for (const rpm::TagData& data : made.parts.header.entries()) {
        if (is_file_list(data.tag) || data.tag == rpm::tag::payload_digest ||
            data.tag == rpm::tag::payload_digest_alt)
            continue;
        CAPTURE(data.tag);
        PackageImage after = made;
        rpm::TagData other = data;
        other.bytes = changed(other.bytes);
        after.parts.header.put(other);
        CHECK(count(before, after, asked()) != 0);
    }
}

TEST_CASE("a change in a file's entry of the payload is found") {
    const test::Dir dir;
    const PackageImage before = test::image_of(test::build_rich(dir));
    for (std::size_t field = 0; field < rpm::kCpioFields; ++field) {
        CAPTURE(field);
        PackageImage after = before;
        after.contents.entries[5].entry.fields[field] ^= 1;
        CHECK(count(before, after, {}) == 1);
    }
    PackageImage after = before;
    after.contents.entries[5].entry.magic = "070702";
    CHECK(count(before, after, {}) == 1);
    after = before;
    after.contents.entries[5].digest = "0";
    CHECK(count(before, after, {}) == 1);
    after = before;
    std::swap(after.contents.entries[4], after.contents.entries[5]);
    CHECK(count(before, after, {}) == 1);
    after = before;
    after.contents.entries.pop_back();
    CHECK(count(before, after, {}) >= 1);
    CHECK(count(after, before, {}) >= 1);
}

TEST_CASE("a change in the lead or the signature header is found, a new name in the lead is not") {
    const test::Dir dir;
    const PackageImage before = test::image_of(test::build_rich(dir));
    PackageImage after = before;
    after.parts.lead[5] ^= 1;
    CHECK(count(before, after, {}) == 1);
    after = before;
    after.parts.lead[12] ^= 1;
    CHECK(count(before, after, {}) == 0);
    after = before;
    after.parts.signature.erase(rpm::tag::seal::sha256);
    CHECK(count(before, after, {}) == 1);
    CHECK(count(after, before, {}) == 1);
}

TEST_CASE("files that were added or removed without being asked for are found") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    rpm::PackageEdit edit = test::edit_of_egg();
    edit.remove = {"/opt/calamari/one"};
    edit.write["/opt/calamari/new"] = {"new\n", {}};
    const auto after = test::rewritten(before, dir.path() / "out", edit).path;
    AllowedDifferences allowed = asked();
    CHECK(differences(before, after, allowed) >= 2);
    allowed.removed = {"/opt/calamari/one"};
    CHECK(differences(before, after, allowed) >= 1);
    allowed.added = {"/opt/calamari/new"};
    CHECK(differences(before, after, allowed) == 0);
}
