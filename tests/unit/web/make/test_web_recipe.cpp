#include "lib/report/error.hpp"
#include "lib/web/make/web_recipe.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using doctest::Contains;
using Kind = web::WebStep::Kind;

namespace {

web::WebRecipe read(const std::string& steps) {
    const test::Dir dir;
    dir.write("web.yaml", "component: clients\nsteps:\n" + steps);
    return web::read_web_recipe(dir.path() / "web.yaml");
}

} // namespace

TEST_CASE("the recipe that is shipped fetches, then builds") {
    const web::WebRecipe recipe =
        web::read_web_recipe(test::source_directory() / "layouts/web/clients.yaml");
    CHECK(recipe.component == "clients");
    REQUIRE(recipe.steps.size() > 2);
    CHECK(recipe.steps.front().kind == Kind::npm);
    CHECK(recipe.steps.back().kind == Kind::grunt);
    for (const web::WebStep& step : recipe.steps)
        CHECK((step.seconds > 0) ==
              (step.kind == Kind::npm || step.kind == Kind::bower || step.kind == Kind::grunt));
}

TEST_CASE(
    "a step says what it is, how long it may take, and nothing that a shell would read otherwise") {
    CHECK(read("  - {grunt: build, seconds: 30, app: admin}\n").steps[0].app == "admin");
    for (const auto& [step, complaint] : std::vector<std::pair<std::string, const char*>>{
             {"{seconds: 3}", "does not say what it is"},
             {"{grunt: build, npm: dependencies, seconds: 3}", "both"},
             {"{grunt: build}", "seconds"},
             {"{grunt: build, seconds: 0}", "from 1 to"},
             {"{grunt: 'build; rm', seconds: 3}", "one word"},
             {"{grunt: '$(id)', seconds: 3}", "one word"},
             {"{grunt: build, seconds: 3, without: [yo]}", "without"},
             {"{bower: r@1, file: r.js, to: app/r, seconds: 3}", "name it with 'app'"}})
        CHECK_THROWS_WITH_AS(read("  - " + step + "\n"), Contains(complaint), report::Error);
}
