#include "lib/engine/builder.hpp"
#include "lib/engine/placeholders.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using doctest::Contains;

namespace {

constexpr const char* kWaits = "submit: {run: [build, '{source}', -D, x, -D, y]}\n";
constexpr const char* kHandsOver =
    "submit: {run: [hand, '{source}'], job: 'id (\\d+)'}\n"
    "poll: {run: [look, '{job}'], state: '(\\w+)', succeeded: [ok], failed: [bad], seconds: 3}\n";

engine::Builder read_farm(const std::string& keys) {
    const test::Dir dir;
    dir.write("farm.yaml", "builder: farm\nsummary: a farm\n" + keys);
    return engine::read_builder(dir.path() / "farm.yaml");
}

} // namespace

TEST_CASE(
    "a builder is a program that builds, or one that hands over and others that look after it") {
    const engine::Builder waits = read_farm(kWaits);
    CHECK(waits.submit.argv == std::vector<std::string>{"build", "{source}", "-D", "x", "-D", "y"});
    CHECK_FALSE(waits.poll.is_there());
    const engine::Builder farm = read_farm(std::string(kHandsOver) +
                                           "variables: {host: example.org}\n"
                                           "log: {run: [log, '{job}', '{host}']}\n"
                                           "reasons: [{text: 'no (host|route)', says: is away}]\n");
    CHECK(farm.job == "id (\\d+)");
    CHECK(farm.seconds == 3);
    CHECK(farm.log.argv.back() == "{host}");
    CHECK(farm.reasons.front().says == "is away");
}

TEST_CASE("what is wrong in a builder is told with its line") {
    for (const auto& [keys, complaint] : std::vector<std::pair<std::string, const char*>>{
             {"", "the builder has no 'submit'"},
             {"submit: {run: []}\n", "farm.yaml:3: 'run' must be a list"},
             {"submit: {run: [a, '{sorce}']}\n",
              "farm.yaml:3: there is no '{sorce}'; did you mean"},
             {"submit: {run: [a, '{job}']}\n", "there is no '{job}'"},
             {"submit: {run: [a], job: '(x)'}\n", "farm.yaml:3: 'job' is for 'poll'"},
             {std::string(kWaits) + "cancel: {run: [a]}\n", "farm.yaml:4: 'cancel' is for what"},
             {std::string(kWaits) + "canel: {run: [a]}\n", "did you mean 'cancel'?"},
             {std::string(kWaits) + "variables: {source: x}\n", "cal-pkg sets it"},
             {std::string(kWaits) + "log: {run: [a], file: b}\n", "either 'run' or 'file'"},
             {std::string(kWaits) + "reasons: [{text: '(', says: x}]\n",
              "not a regular expression"},
             {std::string(kWaits) + "reasons: [{text: '" + std::string(50'000, '(') +
                  "', says: x}]\n",
              "'text' is longer than 1000 bytes; find less of the line"},
             {"submit: {run: [a], job: 'x'}\npoll: {run: [a]}\n", "'job' has 0 groups"},
             {"submit: {run: [a]}\n"
              "poll: {run: [a], state: '(x)', succeeded: [o], failed: [b], seconds: -1}\n",
              "farm.yaml:4: 'seconds' takes a number from 0"}}) {
        CAPTURE(keys);
        CHECK_THROWS_WITH_AS(read_farm(keys), Contains(complaint), report::Error);
    }
    const test::Dir dir;
    dir.write("barn.yaml", std::string("builder: farm\nsummary: a farm\n") + kWaits);
    CHECK_THROWS_WITH_AS(engine::read_builder(dir.path() / "barn.yaml"),
                         Contains("rename the file to 'farm.yaml'"), report::Error);
}

TEST_CASE("values are put in once, and other braces are left alone") {
    CHECK(engine::with_placeholders("{a}-{b}{} ${HOME} {x", {{"a", "{b}"}, {"b", "2"}}) ==
          "{b}-2{} ${HOME} {x");
    CHECK(engine::with_placeholders("{none}", {}) == "{none}");
}

TEST_CASE("the builders that are shipped can be read") {
    unsigned found = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(test::source_directory() / "layouts/builders"))
        if (file.path().extension() == ".yaml") {
            CAPTURE(file.path());
            CHECK_NOTHROW(engine::read_builder(file.path()));
            ++found;
        }
    CHECK(found > 1);
}
