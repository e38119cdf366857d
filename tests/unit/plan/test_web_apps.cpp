#include "lib/plan/web_apps.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using doctest::Contains;

namespace {

const std::vector<plan::WebAppRule> kApps{{"admin/dist", "/opt/calamari/webapp/content/admin"},
                                          {"login/dist", "/opt/calamari/webapp/content/login"}};

plan::GivenWebApps given(const std::filesystem::path& directory) {
    plan::GivenWebApps apps;
    apps.directory = apps.origin.path = directory;
    apps.origin.from = "directory";
    return apps;
}

/// Where the apps are found below `dir`: "admin at a, login at b".
std::string places(const test::Dir& dir) {
    std::string text;
    for (const auto& [source, place] : plan::find_web_apps(given(dir.path()), kApps))
        text += source + " at " + place.lexically_relative(dir.path()).string() + "\n";
    return text;
}

} // namespace

TEST_CASE("web apps are found built in a checkout, side by side, installed and deeper") {
    for (const char* top : {"", "opt/calamari/webapp/content/", "calamari-clients-1.2/",
                            "srv/www/calamari/content/"}) {
        const test::Dir dir;
        const std::string base(top);
        dir.write(base + "admin/index.html", "a\n");
        dir.write(base + "login/dist/index.html", "l\n");
        CHECK(places(dir) ==
              "admin/dist at " + base + "admin\nlogin/dist at " + base + "login/dist\n");
    }
}

TEST_CASE("a source tree is no built app, nor is a directory that has the name by chance") {
    const test::Dir dir;
    dir.write("login/dist/index.html", "l\n");
    dir.write("admin/package.json", "{}\n");
    dir.write("admin/index.html", "source\n");
    CHECK(places(dir) == "login/dist at login/dist\n");
    const test::Dir chance;
    chance.write("admin/notes", "n\n");
    chance.write("deep/admin/index.html", "a\n");
    CHECK(places(chance) == "admin/dist at deep/admin\n");
}

TEST_CASE("no web app at all, and several places, are errors that say where was looked") {
    const test::Dir none;
    none.write("a/b/c/d/e/admin/index.html", "too deep\n");
    CHECK_THROWS_WITH_AS(places(none), Contains("none of the web apps admin, login"),
                         report::Error);
    const test::Dir two;
    two.write("new/admin/index.html", "1\n");
    two.write("old/admin/index.html", "2\n");
    CHECK_THROWS_WITH_AS(places(two), Contains("several places: new, old"), report::Error);
}

TEST_CASE("a link that leads out of what was given is refused, at the app and above it") {
    const test::Dir outside;
    outside.write("admin/index.html", "a\n");
    const test::Dir app, above, within;
    std::filesystem::create_symlink(outside.path() / "admin", app.path() / "admin");
    CHECK_THROWS_WITH_AS(places(app), Contains("admin leads out of it by a link, to"),
                         report::Error);
    std::filesystem::create_directories(above.path() / "opt/calamari/webapp");
    std::filesystem::create_symlink(outside.path(), above.path() / "opt/calamari/webapp/content");
    CHECK_THROWS_WITH_AS(places(above), Contains("put the app itself there instead of a link"),
                         report::Error);
    within.write("2.0/index.html", "a\n");
    std::filesystem::create_symlink("2.0", within.path() / "admin");
    CHECK(places(within) == "admin/dist at admin\n");
}

TEST_CASE("every missing app is named, unless that is accepted") {
    const test::Dir dir;
    dir.write("admin/index.html", "a\n");
    CHECK_THROWS_WITH_AS(plan::WebAppsElsewhere(given(dir.path()), kApps, false),
                         Contains("lacks the web app login (neither login/dist nor login)"),
                         report::Error);
    const plan::WebAppsElsewhere accepted(given(dir.path()), kApps, true);
    CHECK(accepted.find("admin/dist/scripts/x.js") == dir.path() / "admin/scripts/x.js");
    CHECK(!accepted.find("admin/app/x.js"));
}

TEST_CASE("what was unpacked is called by what the user gave") {
    const test::Dir dir;
    dir.write("opt/calamari/webapp/content/admin/index.html", "a\n");
    plan::GivenWebApps apps = given(dir.path());
    apps.origin.path = "/home/ada/apps.tar.gz";
    const plan::WebAppsElsewhere elsewhere(apps, kApps, true);
    CHECK(elsewhere.shown(*elsewhere.find("admin/dist/x")) ==
          "/home/ada/apps.tar.gz: opt/calamari/webapp/content/admin/x");
}

TEST_CASE("a product tarball in or beside a checkout is seen") {
    const test::Dir dir;
    dir.write("src/calamari-clients/Makefile", "all:\n");
    const std::filesystem::path checkout = dir.path() / "src/calamari-clients";
    CHECK(plan::web_apps_tarball_near(checkout, "calamari-clients").empty());
    dir.write("src/calamari-clients_product_1.2.tar.gz", "");
    CHECK(plan::web_apps_tarball_near(checkout, "calamari-clients").filename() ==
          "calamari-clients_product_1.2.tar.gz");
}
