#include "support/zip_fixture.hpp"

#include "lib/egg/module_choice.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::bytecode_header;
using test::kNoon;

namespace {

/// "2.7: a.pyc@UTC+02:00 a.py" for each choice about the egg's first module, joined by "; ".
std::string choices(const std::vector<test::ZipMember>& members) {
    const auto egg = egg::Egg::open_bytes(test::make_zip(members), "x.egg");
    const auto modules = egg::module_choices(*egg);
    std::string text;
    for (const egg::Choice& choice : modules.at(0).choices) {
        text += (text.empty() ? "" : "; ") + choice.python + ":";
        for (const auto& [zone, file] : choice.zones)
            text += " " + file + "@" + egg::zone_name(zone);
        text += " " + choice.file;
    }
    return text;
}

std::string code27(std::int64_t zone) {
    return bytecode_header("2.7", static_cast<std::uint32_t>(kNoon - zone)) +
           "more than the header";
}

} // namespace

TEST_CASE("bytecode whose time is the entry's in one zone runs in that zone only") {
    CHECK(choices({{"a.py", ""}, {"a.pyc", code27(7200)}}) ==
          "2.6: a.py; 2.7: a.pyc@UTC+02:00 a.py; 3.x: a.py");
    CHECK(choices({{"a.py", ""}, {"a.pyc", code27(-12 * 3600)}}) ==
          "2.6: a.py; 2.7: a.pyc@UTC-12:00 a.py; 3.x: a.py");
    CHECK(choices({{"a.py", ""}, {"a.pyc", code27(14 * 3600)}}) ==
          "2.6: a.py; 2.7: a.pyc@UTC+14:00 a.py; 3.x: a.py");
    CHECK(choices({{"a.py", ""}, {"a.pyc", code27(-12600 + 1)}}) ==
          "2.6: a.py; 2.7: a.pyc@UTC-03:30 a.py; 3.x: a.py");
}

TEST_CASE("bytecode whose time is the entry's in no zone never runs") {
    for (const std::int64_t distance : {-12 * 3600 - 900, 15 * 3600 + 900, 450, 2, -2, 3 * 86400}) {
        CAPTURE(distance);
        CHECK(choices({{"a.py", ""}, {"a.pyc", code27(distance)}}) ==
              "2.6: a.py; 2.7: a.py; 3.x: a.py");
    }
}

TEST_CASE("stale optimised bytecode runs when there is no other, and first with -O") {
    CHECK(choices({{"a.py", ""}, {"a.pyc", code27(0)}, {"a.pyo", code27(3600)}}) ==
          "2.6: a.py; 2.7: a.pyc@UTC+00:00 a.pyo@UTC+01:00 a.py; "
          "2.7 -O: a.pyo@UTC+01:00 a.pyc@UTC+00:00 a.py; 3.x: a.py");
}

TEST_CASE("bytecode without a source runs everywhere, or not at all") {
    CHECK(choices({{"a.pyc", code27(0)}}) == "2.6: ; 2.7: a.pyc; 3.x: ");
}

TEST_CASE("a 3.x that has bytecode of its own is told apart from the others") {
    CHECK(choices(
              {{"a.py", ""}, {"a.pyc", bytecode_header("3.6", kNoon) + "more than the header"}}) ==
          "2.6: a.py; 2.7: a.py; 3.6: a.pyc@UTC+00:00 a.py; 3.x: a.py");
}

TEST_CASE("zones are written as people know them") {
    CHECK(egg::zone_name(0) == "UTC+00:00");
    CHECK(egg::zone_name(20700) == "UTC+05:45");
    CHECK(egg::zone_name(-12600) == "UTC-03:30");
}
