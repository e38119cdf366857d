#include "lib/egg/check/check.hpp"

#include "lib/zip/deflate.hpp"
#include "support/support.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using egg::DamagedEgg;
using egg::Egg;
using test::make_zip;

namespace {

/// The ids of what a check finds among the members.
std::string found(const std::string& bytes) {
    std::string ids;
    for (const report::Finding& finding : egg::check_members(*Egg::open_bytes(bytes, "x.egg")))
        ids += (ids.empty() ? "" : " ") + finding.id;
    return ids;
}

std::string replaced(std::string text, std::size_t at, const std::string& bytes) {
    return text.replace(at, bytes.size(), bytes);
}

} // namespace

TEST_CASE("a sound archive gives no finding") {
    CHECK(found(make_zip({{"a.py", "a = 1\n"}, {"b/", ""}, {"b/c.py", ""}})) == "");
}

TEST_CASE("a local header that contradicts the directory is found") {
    const std::string bytes = make_zip({{"a.py", "a = 1\n"}});
    for (const std::size_t field : {8U, 14U, 18U, 22U}) { // method, checksum, sizes
        CAPTURE(field);
        CHECK(found(replaced(bytes, field, "\x05")) == "damaged-member");
    }
}

TEST_CASE("deflated content of another size than the directory says is found, longer or shorter") {
    const std::string longer = zip::pack(std::string(500, 'a'), true).data;
    const std::string shorter("\x03\x00", 2); // nothing, deflated
    for (const std::string& data : {longer, shorter})
        CHECK(found(make_zip({{.name = "a.py", .content = data, .method = 8}})) ==
              "truncated-member");
    CHECK(found(make_zip({{.name = "a.py", .content = "\xff\xff\xff", .method = 8}})) ==
          "damaged-member");
}

TEST_CASE("each flipped byte of a compressed archive is found or harmless, never a crash") {
    const test::Dir dir;
    dir.write("a.py", std::string(500, 'a') + "\n");
    REQUIRE(test::run({"bsdtar", "--format", "zip", "-cf", "x.egg", "a.py"}, dir.path()).ok());
    const std::string whole = test::run({"cat", (dir.path() / "x.egg").string()}).out;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        const std::string bytes =
            replaced(whole, at, std::string(1, static_cast<char>(~whole[at])));
        try {
            const auto egg = Egg::open_bytes(bytes, "x.egg");
            egg::check(*egg);
        } catch (const DamagedEgg&) {
            continue;
        }
    }
}

TEST_CASE("a wrong CRC is found, and named as such") {
    const std::string bytes = make_zip({{"a.py", "a = 1\n", {}, 0, 0, 0644, 1}});
    CHECK(found(bytes) == "bad-crc");
    CHECK_THROWS_AS(Egg::open_bytes(bytes, "x.egg")->read("a.py"), DamagedEgg);
}

TEST_CASE("members of the same name are found, once for each name") {
    CHECK(found(make_zip({{"a.py", "1"}, {"a.py", "2"}, {"a.py", "3"}})) == "duplicate-member");
}

TEST_CASE("names that lead out of the egg or deceive are found") {
    for (const char* name :
         {"/etc/passwd", "../a.py", "a/../b.py", "a\\b.py", "a\nb.py", "./a.py", "a//b.py", ".."}) {
        CAPTURE(name);
        CHECK(found(make_zip({{name, ""}})) == "unsafe-name");
    }
    CHECK(found(make_zip({{"a..b/c...py", ""}})) == "");
}

TEST_CASE("encrypted members are found and not read") {
    CHECK(found(make_zip({{"a.py", "secret", {}, 1}})) == "encrypted-member");
}

TEST_CASE("a compression that Python's importer has not is found") {
    CHECK(found(make_zip({{"a.py", "", {}, 0, 12}})).find("unsupported-compression") !=
          std::string::npos);
}

TEST_CASE("a local header of another name is found: two readers would see two files") {
    CHECK(found(make_zip({{"a.py", "", {}, 0, 0, 0644, 0, "b.py"}})) == "damaged-member");
}

TEST_CASE("a member whose bytes would run into the directory is truncated") {
    std::string bytes = make_zip({{"a.py", "a = 1\n"}});
    const std::size_t central = bytes.find("PK\1\2");
    bytes = replaced(bytes, central + 20, test::le(1000, 4));
    CHECK(found(bytes) == "truncated-member");
}

TEST_CASE("a comment behind the archive is found: Python 2 would not import from it") {
    CHECK(found(make_zip({{"a.py", ""}}, "made by hand")) == "archive-comment");
}
