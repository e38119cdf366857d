#include "lib/compare/show/side_by_side.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

using namespace calpkg;

TEST_CASE("removed and added lines stand beside each other, with their numbers") {
    std::string text;
    for (const compare::PairedLine& line : compare::side_by_side(
             "--- a/x\n+++ b/x\n@@ -3,3 +3,4 @@\n same\n-old\n+new\n+more\n--- dashes\n end\n"))
        text += fmt::format("{} {}|{}|{}|{}\n", static_cast<int>(line.kind), line.old_number,
                            line.before, line.new_number, line.after);
    CHECK(text == "0 0|@@ -3,3 +3,4 @@|0|\n"
                  "1 3|same|3|same\n"
                  "2 4|old|4|new\n"
                  "2 5|-- dashes|5|more\n"
                  "1 6|end|6|end\n");
}
