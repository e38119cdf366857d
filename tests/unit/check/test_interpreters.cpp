#include "lib/check/interpreters.hpp"
#include "planned.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using check::Interpreters;

TEST_CASE("what runs a program is read from its first lines") {
    CHECK(check::interpreter_of("#!/usr/bin/python2.6 -E\nx") == "/usr/bin/python2.6");
    CHECK(check::interpreter_of("#! /bin/sh") == "/bin/sh");
    CHECK(check::interpreter_of("#!/usr/bin/env python\n") == "/usr/bin/python");
    CHECK(check::interpreter_of("#!/usr/bin/env -S A=b /opt/python3 -u\n") == "/opt/python3");
    CHECK(check::interpreter_of("#!/bin/sh\n'''exec' \"/a b/bin/python\" \"$0\" \"$@\"\n' '''\n") ==
          "/a b/bin/python");
    CHECK(check::interpreter_of("import os\n").empty());
    CHECK(check::interpreter_of("").empty());
}

TEST_CASE("a target has the Pythons of its packages and what lies in the system's directories") {
    plan::Plan plan = test::plan_for("3.9");
    test::add(plan, "/opt/x/bin/python", "");
    const Interpreters target(plan);
    for (const char* const there :
         {"/usr/bin/python3", "/usr/bin/python3.9", "/bin/sh", "/usr/bin/perl", "/opt/x/bin/python",
          "/opt/x/bin/../bin/python"})
        CHECK_MESSAGE(target.is_there(there), there);
    for (const char* const missing : {"/usr/bin/python", "/usr/bin/python2.7",
                                      "/usr/local/bin/python3", "/opt/y/bin/python", "/home/a/run"})
        CHECK_MESSAGE(!target.is_there(missing), missing);
    const plan::Plan old = test::plan_for("2.7");
    CHECK(Interpreters(old).is_there("/usr/bin/python"));
    CHECK(!Interpreters(old).is_there("/usr/bin/python3"));
}

TEST_CASE("programs without an interpreter are one warning") {
    const plan::Plan plan = test::plan_for("3.9");
    Interpreters some(plan);
    some.add("/usr/bin/a", "#!/usr/bin/python\n");
    some.add("/usr/bin/b", "#!/usr/bin/python3\n");
    some.add("/usr/bin/c", "#!/elsewhere/ruby\n");
    REQUIRE(some.findings().size() == 1);
    CHECK(some.findings()[0].severity == report::Severity::warning);
    CHECK(some.findings()[0].subject == "x: /usr/bin/a");
    CHECK(some.findings()[0].message ==
          "is run by /usr/bin/python, which neither the package nor elx has; nor what runs "
          "/usr/bin/c (/elsewhere/ruby)");
    CHECK(Interpreters(plan).findings().empty());
}

TEST_CASE("a virtualenv that is not made yet will have what lies in it") {
    plan::Plan plan = test::plan_for("2.7", "/opt/venv");
    plan.venv_to_make = plan::VenvToMake{};
    CHECK(Interpreters(plan).is_there("/opt/venv/bin/python"));
    plan.venv_to_make->made = true;
    CHECK(!Interpreters(plan).is_there("/opt/venv/bin/python"));
}
