#include "lib/check/web/web_apps.hpp"

#include "support/support.hpp"
#include "unit/check/nothing_known.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// A plan of apps that are made here: a checkout with sources, and a dist each.
struct Planned {
    test::Dir dir;
    plan::Plan plan;

    Planned() {
        plan.name = "clients";
        plan.checkout = dir.path();
        plan.commit = "3e3686da0123456789012345678901234567890";
        plan.describe = "v1.2-50-g3e3686da";
    }

    void add_app(const std::string& name, const std::string& version,
                 const std::string& page_of = {}) {
        const std::string like = page_of.empty() ? name : page_of;
        const auto page = [](const std::string& app) {
            return "<!doctype html><html ng-app=" + app + "App><title>" + app +
                   " things</title><p id=" + app + "1 class=" + app + "2>";
        };
        dir.write(name + "/app/index.html",
                  page(name) + "<!-- build:js a --><script src=scripts/app.js></script></html>");
        add(name, "index.html",
            page(like) + "<link rel=stylesheet href=main.css><script src=a.js></script></html>");
        add(name, "a.js", "x={'git-commit':'" + version + "'}");
        add(name, "main.css", "a{b:url(glyphicons.png)}");
        add(name, ".htaccess", "x");
        plan.web_apps.push_back({dir.path() / name / "dist", "clients: " + name + "/dist",
                                 "build " + name, "/content/" + name});
    }

    void add(const std::string& app, const std::string& name, const std::string& content) {
        stage::StagedEntry entry;
        entry.path = "/content/" + app + "/" + name;
        entry.source = stage::FileSource{dir.write(app + "/dist/" + name, content), {}, 0};
        plan.entries.push_back(std::move(entry));
    }

    std::string words() const {
        std::string all;
        for (const report::Finding& finding : check::web_apps(plan, test::nothing_known))
            all += std::string(report::to_string(finding.severity)) + " " + finding.id + " " +
                   finding.subject + ": " + finding.message + "\n";
        return all;
    }
};

const layout::KnownFinding known_icons{"dangling-reference", "*/main.css", "glyphicons*", "x"};

} // namespace

TEST_CASE("what upstream's own builds have, too, is one note, and what is new stands alone") {
    Planned planned;
    planned.add_app("admin", "v1.2-50-3e3686d");
    planned.add_app("login", "v1.2-50-g3e3686da");
    planned.plan.web_app_rules.known = {known_icons};
    CHECK(planned.words() ==
          "note known-upstream clients: 2 known findings of upstream's own builds are not shown (2 "
          "dangling-reference)\n");
    planned.plan.web_app_rules.known[0].file = "admin/main.css";
    CHECK(planned.words() ==
          "warning dangling-reference clients: login/dist/main.css: main.css refers to "
          "'glyphicons.png', which is missing\n"
          "note known-upstream clients: 1 known finding of upstream's own builds is not shown (1 "
          "dangling-reference)\n");
    planned.plan.web_app_rules.known[0].names = "other.png";
    CHECK(planned.words().find("known-upstream") == std::string::npos);
}

TEST_CASE("an app of another commit is stale, and apps of different commits are mixed") {
    Planned planned;
    planned.plan.web_app_rules.known = {known_icons};
    planned.add_app("admin", "v1.2-49-1427ba9");
    CHECK(planned.words().find("error stale-app clients: admin/dist: the app was built from "
                               "v1.2-49-1427ba9, and the commit of "
                               "the checkout is v1.2-50-g3e3686da\n") != std::string::npos);
    planned.add_app("login", "v1.2-50-3e3686d-dirty");
    const std::string words = planned.words();
    CHECK(words.find("error mixed-apps clients: the web apps are of different builds: admin of "
                     "v1.2-49-1427ba9, login of "
                     "v1.2-50-3e3686d-dirty\n") != std::string::npos);
    CHECK(words.find("login/dist: the app was built") == std::string::npos);
}

TEST_CASE("texts that are no version of a build are not taken for one") {
    for (const char* version :
         {"v1.2", "abcdef0", "1.2.3-beta", "v1.2-x-3e3686d", "v1.2-49-xyz1234", ""}) {
        Planned planned;
        planned.plan.web_app_rules.known = {known_icons};
        planned.add_app("admin", version);
        CHECK(planned.words().find("error") == std::string::npos);
    }
}

TEST_CASE("an app in another one's place is an error, by the sources of both") {
    Planned planned;
    planned.plan.web_app_rules.known = {known_icons};
    planned.add_app("admin", "");
    planned.add_app("manage", "", "admin");
    CHECK(
        planned.words().find(
            "error other-app clients: manage/dist: its index.html is that of the app 'admin'\n") !=
        std::string::npos);
    std::filesystem::remove_all(planned.dir.path() / "manage/app");
    CHECK(planned.words().find("other-app") == std::string::npos);
}

TEST_CASE("an app that is hardly more like another's source than like its own is its own") {
    Planned planned;
    planned.add_app("admin", "");
    planned.add_app("manage", "");
    // Of the twenty words, one is the other's.
    const std::string common = "<a b c d e f g h i j k l m n o p q r s ";
    planned.dir.write("admin/app/index.html", common + "admin>");
    planned.dir.write("manage/app/index.html", common + "manage>");
    planned.dir.write("manage/dist/index.html", common + "admin>");
    CHECK(planned.words().find("other-app") == std::string::npos);
}

TEST_CASE("a file that every app has is missed, and what is not packed is not there") {
    Planned planned;
    planned.plan.web_app_rules.known = {known_icons};
    planned.plan.web_app_rules.expected = {".htaccess"};
    planned.add_app("admin", "");
    CHECK(planned.words().find("lost-file") == std::string::npos);
    planned.plan.entries.pop_back();
    CHECK(planned.words().find(
              "warning lost-file clients: admin/dist/.htaccess: .htaccess is missing") !=
          std::string::npos);
    planned.plan.entries.erase(planned.plan.entries.begin() + 1);
    CHECK(planned.words().find("error missing-reference clients: admin/dist/index.html: index.html "
                               "refers to 'a.js', which is "
                               "missing\n") != std::string::npos);
}
