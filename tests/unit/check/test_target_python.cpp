#include "lib/check/target_python.hpp"
#include "lib/hash/digest.hpp"
#include "planned.hpp"
#include "support/support.hpp"
#include "unit/check/nothing_known.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using namespace calpkg;

TEST_CASE("modules, programs and the virtualenv are judged in one go") {
    plan::Plan plan = test::plan_for("3.9", "/opt/venv");
    test::add(plan, "/opt/venv/bin/activate", "VIRTUAL_ENV=/home/x\n");
    test::add(plan, "/opt/venv/bin/tool", "#!/home/x/bin/python\nprint 'a'\n", 0755);
    test::add(plan, "/usr/bin/good", "#!/usr/bin/python3\nx = 1\n", 0755);
    test::add(plan, "/usr/share/module.py", "#!/usr/bin/python\nx = 1\n");
    std::vector<std::string> found;
    for (const report::Finding& finding : check::target_python(plan, test::nothing_known))
        found.push_back(finding.id + " " + finding.subject);
    CHECK(found == std::vector<std::string>{"other-python-code x: /opt/venv/bin/tool",
                                            "missing-interpreter x: /opt/venv/bin/tool",
                                            "foreign-path x: /opt/venv/bin/activate"});
}

// Two runs as they are: what was found is told in the same words, though only one module is read again.
TEST_CASE("modules that were judged before count, but are not read") {
    const test::Dir dir;
    plan::Plan plan = test::plan_for("3.9");
    std::vector<std::filesystem::path> files;
    for (const auto& [name, text] :
         {std::pair("a.py", "x = 1\n"), std::pair("b.py", "print 'b'\n")}) {
        files.push_back(dir.write(name, text));
        test::add(plan, std::string("/usr/share/") + name, "");
        plan.entries.back().source = stage::FileSource{files.back(), {}, 0};
        plan.entries.back().digest = hash::sha256(text);
    }
    const auto told = [&] {
        hash::KnownGood known(dir.path() / "known-good", "this program");
        const report::Findings findings = check::target_python(plan, known);
        known.save();
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].severity == report::Severity::warning);
        return findings[0].subject + ": " + findings[0].message;
    };
    const std::string first = told();
    std::filesystem::remove(files[0]);
    CHECK(told() == first);
    plan.target.python = "2.7"; // which nobody has judged it for
    CHECK_THROWS_AS(told(), report::Error);
    plan.target.python = "3.9";
    plan.entries[0].digest = hash::sha256("other");
    CHECK_THROWS_AS(told(), report::Error);
}
