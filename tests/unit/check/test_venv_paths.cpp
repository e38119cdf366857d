#include "lib/check/venv_paths.hpp"
#include "planned.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

const std::string kVenv = "/opt/venv";

std::string found(const std::string& path, const std::string& text) {
    plan::Plan plan = test::plan_for("2.7", kVenv);
    test::add(plan, kVenv + "/lib/python2.7/site-packages/a.egg", "");
    const check::Interpreters interpreters(plan);
    check::VenvPaths paths(plan, interpreters);
    REQUIRE(paths.is_wanted(kVenv + path));
    paths.add(kVenv + path, text);
    const report::Findings findings = paths.findings();
    return findings.empty() ? "" : findings[0].message;
}

} // namespace

TEST_CASE("what says that the virtualenv lies elsewhere is told") {
    const std::string message = "leads to /home/a/venv, which neither the package nor elx has";
    CHECK(found("/bin/activate", "x\nVIRTUAL_ENV=\"/home/a/venv\"\n") == message);
    CHECK(found("/bin/activate.csh", "setenv VIRTUAL_ENV '/home/a/venv'\n") == message);
    CHECK(found("/bin/activate.fish", "set -gx VIRTUAL_ENV /home/a/venv\n") == message);
    CHECK(found("/lib/python2.7/site-packages/easy-install.pth",
                "import x\n./a.egg\n/home/a/venv\n") == message);
    CHECK(found("/lib/python2.7/site-packages/a.egg-link", "/home/a/venv\n../\n") == message);
    CHECK(found("/pyvenv.cfg", "home = /home/a/venv\r\n") == message);
    CHECK(found("/pyvenv.cfg", "home = /usr/local/bin\n").starts_with("leads to /usr/local/bin"));
}

TEST_CASE("what stays inside, or leads to the system, is not") {
    CHECK(found("/bin/activate", "VIRTUAL_ENV='/opt/venv'\nexport VIRTUAL_ENV\n").empty());
    CHECK(found("/lib/python2.7/site-packages/x.pth",
                "/opt/venv/lib/python2.7/site-packages/a.egg\n/usr/lib/python2.7/x\n# /home\n")
              .empty());
    CHECK(found("/pyvenv.cfg", "home = /usr/bin\nversion = 2.7\n").empty());
}

TEST_CASE("links that lead out of the virtualenv are told, but for those to the target's Python") {
    plan::Plan plan = test::plan_for("2.7", kVenv);
    test::add_link(plan, kVenv + "/bin/python", "/usr/bin/python2.7");
    test::add_link(plan, kVenv + "/bin/python2", "python");
    test::add_link(plan, kVenv + "/lib/python2.7/os.py", "/usr/lib/python2.7/os.py");
    test::add_link(plan, "/usr/bin/x", "/home/x");
    const check::Interpreters interpreters(plan);
    CHECK(check::VenvPaths(plan, interpreters).findings().empty());
    test::add_link(plan, kVenv + "/bin/python3", "/usr/bin/python3");
    test::add_link(plan, kVenv + "/lib/y", "/elsewhere/y");
    const check::Interpreters more(plan);
    const report::Findings findings = check::VenvPaths(plan, more).findings();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].subject == "x: /opt/venv/bin/python3");
    CHECK(findings[0].message.ends_with("; so do /opt/venv/lib/y (/elsewhere/y)"));
}
