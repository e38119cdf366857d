#include "lib/parts/parts_of.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using provenance::Part;

namespace {

void add_file(plan::Plan& plan, const std::string& path, const std::filesystem::path& file) {
    stage::StagedEntry entry;
    entry.path = path;
    entry.source = stage::FileSource{file, {}};
    plan.entries.push_back(entry);
}

plan::Plan with_app(const test::Dir& dir) {
    plan::Plan plan;
    plan.checkout = dir.path();
    plan.web_apps = {{dir.path() / "elsewhere", "", "", "/content/login"}};
    return plan;
}

} // namespace

TEST_CASE("scripts and styles of the apps are read for banners, and nothing beside") {
    const test::Dir dir;
    const std::filesystem::path file = dir.write("some", "/*! jQuery v1.9.1 */");
    plan::Plan plan = with_app(dir);
    add_file(plan, "/content/login/b.css", file);
    add_file(plan, "/content/login/a.js", file);
    add_file(plan, "/content/login/readme.txt", file);
    add_file(plan, "/content/login-too/a.js", file);
    const std::vector<Part> parts = parts::web_parts(plan);
    REQUIRE(parts.size() == 1);
    CHECK(parts[0].kind == Part::Kind::web);
    CHECK(parts[0].name == "jQuery");
    CHECK(parts[0].version == "1.9.1");
    CHECK(parts[0].places ==
          std::vector<std::string>{"/content/login/a.js", "/content/login/b.css"});
    CHECK(parts[0].wanted_by.empty());
}

TEST_CASE("bower.json names what was wanted, the checkout's components which version that is") {
    const test::Dir dir;
    dir.write(
        "login/bower.json",
        R"({"dependencies": {"q": "~1.0", "gone": "~2", "../up": "1", "odd": {}, "a/b": "1"}})");
    dir.write("login/app/bower_components/q/.bower.json",
              R"({"version": "1.0.1", "license": "MIT"})");
    dir.write("login/app/bower_components/q/bower.json", R"({"version": "9"})");
    dir.write("up/bower.json", R"({"version": "6.6.6"})");
    const std::vector<Part> parts = parts::web_parts(with_app(dir));
    REQUIRE(parts.size() == 3);
    CHECK(parts[0].name == "gone");
    CHECK(parts[0].version.empty());
    CHECK(parts[1].name == "odd");
    CHECK(parts[1].wanted_by == std::vector<std::string>{"login/bower.json: ?"});
    CHECK(parts[2].version == "1.0.1");
    CHECK(parts[2].license == "MIT");
    CHECK(parts[2].wanted_by == std::vector<std::string>{"login/bower.json: ~1.0"});
}

TEST_CASE("a bower.json that is none stops no build") {
    for (const char* text :
         {"", "{", "[]", "{\"dependencies\": []}", "{\"dependencies\": 1}", "null"}) {
        CAPTURE(text);
        const test::Dir dir;
        dir.write("login/bower.json", text);
        CHECK(parts::web_parts(with_app(dir)).empty());
    }
}
