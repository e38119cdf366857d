#include "found.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::egg_info;
using test::egg_with;
using test::found;
using test::kNoon;
using test::kSource;
using test::like_bytecode;
using test::make_zip;
using test::with;
using test::ZipMember;

TEST_CASE(
    "old bytecode that runs in place of an edited source is an error, whatever its time says") {
    const std::string edited = "import os\nROOT = os.path.join('/srv', 'calamari')\n";
    CHECK(found(egg_with(edited, like_bytecode(kSource))) ==
          "error stale-bytecode, warning time-zone-dependent");
    const auto egg =
        egg::Egg::open_bytes(make_zip(egg_with(edited, like_bytecode(kSource))), "x-0.1.egg");
    const auto findings = egg::check_bytecode(*egg, egg::module_choices(*egg), "2.7");
    CHECK(findings[0].message ==
          "is run in place of calamari_web/a.py by Python 2.7 (where local time is UTC+00:00): "
          "line 2 has '/srv', which the bytecode lacks");
}

TEST_CASE("old bytecode that nothing runs is a note") {
    CHECK(found(egg_with(kSource, like_bytecode(kSource, kNoon + 100))) == "note stale-bytecode");
}

TEST_CASE("bytecode without a source for the egg's Python is not a finding; for another it is") {
    const std::vector<ZipMember> members =
        with(egg_info(), {{"calamari_web/a.pyc", like_bytecode(kSource)}});
    CHECK(found(members, "calamari_web-0.1-py2.7.egg") == "");
    CHECK(found(members, "calamari_web-0.1-py2.6.egg") == "error unusable-bytecode");
}

TEST_CASE("a directory egg's bytecode is held against the file's time") {
    egg::Member source, bytecode;
    source.name = "a.py";
    source.mtime = kNoon;
    bytecode.name = "a.pyc";
    const auto directory = [&](const std::string& code) {
        return egg::Egg::open_files({{source, "b = '/srv'\n"}, {bytecode, code}}, "x-1.egg");
    };
    CHECK(found(*directory(like_bytecode("'/opt'"))) ==
          "warning missing-egg-info, error stale-bytecode");
    CHECK(found(*directory(like_bytecode("'/opt'", kNoon + 1))) ==
          "warning missing-egg-info, note stale-bytecode");
    CHECK(found(*directory(like_bytecode("'/srv'"))) == "warning missing-egg-info");
}

TEST_CASE("names in what is said of stale bytecode are fit for a terminal") {
    const std::string edited = "import os\nROOT = os.path.join('/srv', 'calamari')\n";
    const auto egg = egg::Egg::open_bytes(
        make_zip({{"a\x1b.py", edited}, {"a\x1b.pyc", like_bytecode(kSource)}}), "x-0.1.egg");
    const auto findings = egg::check_bytecode(*egg, egg::module_choices(*egg), "2.7");
    REQUIRE(findings.size() >= 1);
    CHECK(findings[0].message.find("in place of a\\x1b.py by") != std::string::npos);
    CHECK(findings[0].remedy.find("--remove a\\x1b.pyc'") != std::string::npos);
}
