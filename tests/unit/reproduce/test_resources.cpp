#include "lib/reproduce/resources.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using provenance::Build;

namespace {

Build build() {
    Build one{.name = "x-1-1.noarch", .component = "x"};
    one.cal_pkg = "0.1.0";
    one.encoder = 7;
    one.made_from.resources = {{"checkout", "git+https://example.org/x@c", {{"gitCommit", "c"}}},
                               {"web apps", "", {{"contentSha256", "aa"}, {"sha256", "bb"}}}};
    return one;
}

std::string told(const Build& made) {
    std::string text;
    for (const report::Finding& finding : reproduce::differing_inputs(build(), made))
        text += finding.id + " " + finding.message + "\n";
    return text;
}

} // namespace

TEST_CASE("what is the same is not told, wherever it came from") {
    Build made = build();
    CHECK(told(made) == "");
    made.rpmbuild = "6.0";
    made.made_from.resources[0].uri.clear();
    made.made_from.resources[1].digest.erase("sha256"); // from a directory this time
    CHECK(told(made) == "");
}

TEST_CASE("another program and each other input are told") {
    Build made = build();
    made.cal_pkg = "0.2.0";
    made.encoder = 8;
    made.made_from.resources[0].digest = {{"gitCommit", "d"}};
    made.made_from.resources.pop_back();
    CHECK(told(made) ==
          "other-program was made by cal-pkg 0.1.0, and this is 0.2.0\n"
          "other-program was compressed by version 7 of cal-pkg's encoder, and this is 8\n"
          "other-input its checkout had gitCommit c, and here it is another one\n"
          "other-input its web apps had contentSha256 aa, and there is none here\n");
}
