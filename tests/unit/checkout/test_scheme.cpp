#include "lib/checkout/version.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/version_order.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <set>

using namespace calpkg;
using checkout::Scheme;

namespace {

std::vector<std::vector<std::string>> golden(const std::string& name) {
    return test::read_table(test::data_directory() / "golden" / name);
}

checkout::Version version_of(const std::string& describe, Scheme scheme) {
    return checkout::version_from(checkout::parse_description(describe), scheme);
}

/// The message of the error, or "" when there was none.
std::string refusal(const std::string& describe, Scheme scheme = Scheme::calamari) {
    try {
        version_of(describe, scheme);
    } catch (const report::Error& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("calamari's versions are what get-versions.sh -r prints, row by row") {
    const std::set<std::string> nonsense = {"1.2-3-gdeadbee", "calamari-1.0"};
    std::size_t rows = 0;
    for (const std::vector<std::string>& row : golden("describe-calamari.tsv")) {
        CAPTURE(row[0]);
        ++rows;
        if (nonsense.contains(row[0])) {
            CHECK_THROWS_AS(version_of(row[0], Scheme::calamari), report::Error);
            continue;
        }
        const checkout::Version version = version_of(row[0], Scheme::calamari);
        CHECK(version.version == row[1]);
        CHECK(version.revision == row[3]);
        CHECK(version.notes.empty());
    }
    CHECK(rows == 61);
}

TEST_CASE("Diamond's versions are what version.sh prints, row by row") {
    const std::set<std::string> nonsense = {"v3", "v3.4-rc1-2-gabcd123"};
    std::size_t rows = 0;
    for (const std::vector<std::string>& row : golden("describe-diamond.tsv")) {
        CAPTURE(row[0]);
        ++rows;
        if (nonsense.contains(row[0])) {
            CHECK_THROWS_AS(version_of(row[0], Scheme::diamond), report::Error);
            continue;
        }
        const checkout::Version version = version_of(row[0], Scheme::diamond);
        CHECK(version.version == row[1]);
        CHECK(version.revision == "0");
    }
    CHECK(rows == 7);
}

TEST_CASE("a component of the tag that Diamond's scheme loses is told") {
    const checkout::Version version = version_of("v3.0.1", Scheme::diamond);
    CHECK(version.version == "3.0.0");
    REQUIRE(version.notes.size() == 1);
    CHECK(version.notes[0].find("v3.0.1") != std::string::npos);
    CHECK(version_of("v3.4-67-gf4f98aeb", Scheme::diamond).notes.empty());
}

TEST_CASE("a description is taken apart from the right, for tags may have dashes") {
    const checkout::Description rc = checkout::parse_description("v1.2-rc2-49-g3e3686daef55");
    CHECK(rc.tag == "v1.2-rc2");
    CHECK(rc.commits == 49);
    CHECK(rc.hash == "3e3686d");
    CHECK(rc.text() == "v1.2-rc2-49-g3e3686d");

    const checkout::Description tag =
        checkout::parse_description("v1.2-3-gabcdef0-0-g3e3686daef55255c9ba29b5e8d4ab69cb421c388");
    CHECK(tag.tag == "v1.2-3-gabcdef0");
    CHECK(tag.commits == 0);
    CHECK(tag.hash.empty());
    CHECK(tag.text() == "v1.2-3-gabcdef0");

    for (const char* text :
         {"v1.2", "v1.2-g1234567", "-1-g1234567", "v1.2-x-g1234567", "v1.2-3-g", "v1.2-3-gHELLO12",
          "-g", "g", "-", "v1-01-g1234567", "v1-99999999999-g1234567"}) {
        CAPTURE(text);
        CHECK(checkout::parse_description(text).tag == text);
        CHECK(checkout::parse_description(text).commits == 0);
    }
}

TEST_CASE("a description that cannot give seven digits of hash, or is empty, is refused") {
    CHECK_THROWS_WITH_AS(checkout::parse_description("v1.2-3-gabcdef"),
                         doctest::Contains("--abbrev=7"), report::Error);
    CHECK_THROWS_WITH_AS(checkout::parse_description(""), doctest::Contains("--version-of"),
                         report::Error);
}

TEST_CASE("tags that rpm or a shell would act upon are refused by name, with a way out") {
    for (const char* tag :
         {"v1.2-%(touch pwned)", "v1.2-%{lua:os.exit()}", "v1.2-$(id)", "v1.2-`id`", "v1.2;id",
          "v1.2-a b", "v1.2\n1", "v1.2~rc1", "v1.2^1", "v1.2/rc1"}) {
        CAPTURE(tag);
        const std::string message = refusal(tag);
        CHECK(message.starts_with("tag '" + report::escaped(tag) + "'"));
        CHECK(message.find("--version-of NAME=1.2-rc2") != std::string::npos);
        CHECK(refusal(tag, Scheme::diamond).find("character") != std::string::npos);
    }
    CHECK(refusal("v1.2-größe").find("tag 'v1.2-größe'") != std::string::npos);
}

TEST_CASE("what upstream's scripts turn into nonsense is refused") {
    for (const char* text : {"1.2", "version-1.0", "v", "vv1", "v1.2-", "v-1", "v1..2"}) {
        CAPTURE(text);
        CHECK(refusal(text).find("--version-of") != std::string::npos);
    }
    for (const char* text : {"v3", "v3.", "v3..4", "v3.x", "v3.4-5", "v3.4-rc1", "v3.4+1"}) {
        CAPTURE(text);
        CHECK(refusal(text, Scheme::diamond).find("--version-of") != std::string::npos);
    }
}

TEST_CASE("a version given by hand is split at its first dash and checked like a tag's") {
    const checkout::Version rc = checkout::version_from_override("1.2-rc2-49-g3e3686d");
    CHECK(rc.version == "1.2");
    CHECK(rc.revision == "rc2_49_g3e3686d");
    CHECK(checkout::version_from_override("1.2").revision == "0");
    CHECK(rc.text() == "1.2-rc2_49_g3e3686d");
    CHECK_THROWS_WITH_AS(checkout::version_from_override("v1.2-rc2"),
                         doctest::Contains("write 1.2-rc2"), report::Error);
    for (const char* text : {"", "-1", "1.2-", "1.2-%(id)", "1:2", "1.2 3", "1..2", "1.2-a..b"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(checkout::version_from_override(text), report::Error);
    }
}

TEST_CASE("schemes are known by name, and a slip of the pen is put right") {
    CHECK(checkout::scheme_from("calamari") == Scheme::calamari);
    CHECK(checkout::scheme_from("diamond") == Scheme::diamond);
    CHECK_THROWS_WITH_AS(checkout::scheme_from("diamnod"),
                         doctest::Contains("did you mean 'diamond'"), report::Error);
}

TEST_CASE("a checkout with version.sh and src/diamond is Diamond, any other calamari") {
    const test::Dir dir;
    CHECK(checkout::detect_scheme(dir.path()) == Scheme::calamari);
    dir.write("version.sh", "");
    CHECK(checkout::detect_scheme(dir.path()) == Scheme::calamari);
    dir.write("src/diamond/__init__.py", "");
    CHECK(checkout::detect_scheme(dir.path()) == Scheme::diamond);
}

TEST_CASE("a dirty version carries seven digits of the change and is newer than the clean one") {
    const checkout::Version clean = version_of("v1.2-12-ge16f809", Scheme::calamari);
    const checkout::Version dirty = checkout::mark_dirty(clean, "0123456789abcdef");
    CHECK(dirty.text() == "1.2-12_ge16f809.0.dirty.0123456");
    CHECK(rpm::compare_versions(dirty.text(), clean.text()) > 0);
    CHECK(rpm::compare_versions(dirty.text() + ".el6", clean.text() + ".el6") > 0);
}

TEST_CASE("a tag gives a version where the scheme can read it") {
    using checkout::is_version_tag;
    for (const char* tag : {"v1.2", "v1.2-rc2", "v2014"})
        CHECK(is_version_tag(tag, Scheme::calamari));
    for (const char* tag : {"1.2", "version-1", "v1.2-%(id)", "v", "nightly"})
        CHECK_FALSE(is_version_tag(tag, Scheme::calamari));
    CHECK(is_version_tag("v3.4.1", Scheme::diamond));
    CHECK_FALSE(is_version_tag("v3", Scheme::diamond));
}
