#include "lib/report/error.hpp"
#include "lib/reproduce/given.hpp"
#include "support/support.hpp"

#include "lib/repo/manifest.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string statement() {
    repo::ManifestComponent one{
        .component = "x", .name = "x", .version = "1", .release = "1", .arch = "noarch"};
    one.artifacts = {{"x", "noarch/x.rpm", "", 1, "aa", "bb"},
                     {"x", "SRPMS/x.src.rpm", "", 1, "cc", "dd"}};
    return provenance::statement_text(repo::manifest_text({.target = "el6", .components = {one}}));
}

std::string refusal(const std::filesystem::path& path, const std::filesystem::path& file = {}) {
    try {
        reproduce::read_given(path, file);
        return "";
    } catch (const report::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a package is found by the statement beside it, above it or given") {
    const test::Dir dir;
    const auto package = dir.write("el6/noarch/x.rpm", "");
    CHECK(test::has(refusal(package), "has no provenance.json beside or above it"));
    const auto above = dir.write("el6/provenance.json", statement());
    const reproduce::Given given = reproduce::read_given(package, {});
    CHECK(given.packages ==
          std::map<std::string, std::filesystem::path>{{"noarch/x.rpm", package}});
    CHECK(given.statement.target == "el6");
    CHECK(test::has(refusal(dir.write("el6/noarch/y.rpm", "")), "is not among the packages that"));
    const auto elsewhere = dir.write("mail/x.rpm", "");
    CHECK(test::has(refusal(elsewhere), "has no provenance.json"));
    CHECK(reproduce::read_given(elsewhere, above).packages.size() == 1);
    dir.write("mail/provenance.json", statement());
    CHECK(reproduce::read_given(elsewhere, {}).packages.size() == 1);
}

TEST_CASE("of a published directory every package has to be there") {
    const test::Dir dir;
    dir.write("el6/noarch/x.rpm", "");
    CHECK(test::has(refusal(dir.path() / "el6"), "has no provenance.json; name OUT/TARGET"));
    dir.write("el6/provenance.json", statement());
    CHECK(test::has(refusal(dir.path() / "el6"), "SRPMS/x.src.rpm: is not there"));
    dir.write("el6/SRPMS/x.src.rpm", "");
    CHECK(reproduce::read_given(dir.path() / "el6", {}).packages.size() == 2);
    CHECK(test::has(refusal(dir.path() / "el7"), "el7: is not there"));
}
