#include "lib/capsule/web_apps.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/members.hpp"
#include "unit/capsule/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("web apps that git ignores are packed from the checkout at hand") {
    const test::Dir dir;
    const layout::Catalog catalog(test::source_directory());
    const test::Repository repository(dir.path() / "calamari-clients");
    repository.write(".gitignore", "dist\n");
    repository.commit("first");
    provenance::Build build{.name = "x", .component = "clients"};
    build.commit = checkout::Git(repository.top()).head().hash;
    const reproduce::Checkout taken(catalog, build, {dir.path(), {}, {}, {}});
    const layout::Layout& layout = catalog.layout("clients");
    const auto file = dir.path() / "apps.tar";
    CHECK_THROWS_AS(capsule::write_ignored_web_apps(layout, taken, file), report::Error);
    for (const layout::Rule& rule : layout.files)
        if (rule.web_app) repository.write(rule.source + "/index.html", "<html>");
    CHECK(capsule::write_ignored_web_apps(layout, taken, file));
    CHECK(tar::list_members(file).size() >= 4);
    CHECK(tar::list_members(file).at(0).name == "admin/dist/");
}
