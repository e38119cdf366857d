#include "lib/compare/directories.hpp"

#include "lib/report/error.hpp"
#include "support/rewrite_fixture.hpp"
#include "unit/compare/changes.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// A directory with packages, each of one base, with a name and a release.
class Directory {
public:
    explicit Directory(const test::Dir& base) : base_(test::build_rich(base, "w.ufdio")) {}

    std::filesystem::path add(const std::string& name, const std::string& release,
                              const std::string& arch = "x86_64") const {
        return test::altered(dir_, base_, arch + "/" + name + "-" + release + ".rpm",
                             [&](test::Alteration& a) {
                                 a.header.put_strings(1000, rpm::TagType::string, {name});
                                 a.header.put_strings(1002, rpm::TagType::string, {release});
                                 a.header.put_strings(1022, rpm::TagType::string, {arch});
                             });
    }
    const std::filesystem::path& path() const { return dir_.path(); }

private:
    test::Dir dir_;
    std::filesystem::path base_;
};

} // namespace

TEST_CASE("directories are compared package by package, the newest of each") {
    const test::Dir base;
    const Directory before(base), after(base);
    before.add("a", "1");
    before.add("gone", "1");
    after.add("a", "9");
    after.add("a", "10");
    after.add("fresh", "1");
    after.add("a", "2", "noarch");
    const compare::Comparison found = compare::compare_paths(before.path(), after.path());
    REQUIRE(found.packages.size() == 1);
    CHECK(found.packages.front().after == "1.2-10");
    CHECK(found.packages.front().upgrade == compare::Upgrade::newer);
    std::string rows;
    for (const compare::Row& row : found.rows) rows += test::row_key(row) + "\n";
    CHECK(rows == "versions added a.noarch package\nversions added fresh.x86_64 package\n"
                  "versions removed gone.x86_64 package\n");
}

TEST_CASE("a package is compared with the one of its name in a directory") {
    const test::Dir base;
    const Directory before(base), after(base);
    const auto package = before.add("a", "1");
    after.add("a", "2");
    after.add("b", "1");
    const compare::Comparison found = compare::compare_paths(package, after.path());
    REQUIRE(found.packages.size() == 1);
    CHECK(found.packages.front().after == "1.2-2");
    CHECK_THROWS_WITH_AS(compare::compare_paths(after.path(), before.add("c", "1")),
                         doctest::Contains("has no package c.x86_64"), report::Error);
}

TEST_CASE("what is not there, or holds no package, is refused") {
    const test::Dir dir;
    const Directory packages(dir);
    packages.add("a", "1");
    const test::Dir empty;
    CHECK_THROWS_AS(compare::compare_paths(empty.path() / "none", packages.path()), report::Error);
    CHECK_THROWS_AS(compare::compare_paths(packages.path(), empty.path()), report::Error);
}
