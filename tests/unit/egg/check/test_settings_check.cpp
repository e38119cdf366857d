#include "lib/egg/check/settings_check.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// The ids of all findings but notes, with their lines: "unbalanced-bracket:1".
std::string found_in(const std::string& source, const std::string& python = "2.6",
                     const std::string& django = "1.7") {
    std::string ids;
    for (const report::Finding& finding :
         egg::check_settings(source, "settings.py", python, django)) {
        if (finding.severity == report::Severity::note) continue;
        ids += (ids.empty() ? "" : " ") + finding.id +
               finding.subject.substr(finding.subject.rfind(':'));
    }
    return ids;
}

std::string dirs(const std::string& value) { return "TEMPLATE_DIRS = " + value + "\n"; }

const std::string kRoot = "os.path.join(config.get('graphite', 'root'), ";
const std::string kFollows = "\"lib/python2.{minor}/site-packages/graphite/templates\""
                             ".format(minor=sys.version_info[1])";

} // namespace

TEST_CASE("each of upstream's broken forms has a finding of its own") {
    // The path of another Python, as the build guide found_in it.
    CHECK(found_in(dirs("(" + kRoot + "\"lib/python2.7/site-packages/graphite/templates\"),)")) ==
          "python-version-in-path:1");
    // The first repair: a bracket is missing.
    CHECK(found_in("import os\n" + dirs("(" + kRoot + kFollows + ",)") + "A = 1\n") ==
          "unbalanced-bracket:2");
    // The second: the comma went into the call, and TEMPLATE_DIRS is a string.
    CHECK(found_in(dirs("(" + kRoot + kFollows + ",))")) == "template-dirs-not-tuple:1");
}

TEST_CASE("the forms that work have none") {
    CHECK(found_in(dirs("(" + kRoot + kFollows + "),\n                 )")) == "");
    CHECK(found_in(dirs("(" + kRoot + "\"lib/python%d.%d/templates\" % sys.version_info[:2]),)")) ==
          "");
    CHECK(found_in(dirs("(" + kRoot + "\"lib/python2.7/site-packages/graphite/templates\"),)"),
                   "2.7") == "");
}

TEST_CASE("whether TEMPLATE_DIRS is a tuple is told by its form") {
    const std::string no = "template-dirs-not-tuple:1";
    for (const char* tuple :
         {"()", "('a',)", "('a', 'b')", "'a',", "(('a',))", "tuple(x)", "('a',) + other",
          "other + ('a',)", "other", "find_dirs()", "( # none\n)", "x['a']", "('a',) if x else ()",
          "A = ('a',)", "(join('a') for x in (1,)),"}) {
        CAPTURE(tuple);
        CHECK(found_in(dirs(tuple)) == "");
    }
    for (const char* other :
         {"'a'", "('a')", "(('a'))", "join('a', 'b')", "(join('a', 'b',))", "'a' 'b'", "'a' + b",
          "'%s/a' % b", "{}", "'a'.format(1,)", "(join(x) for x in y)", "A = 'a'", "1"}) {
        CAPTURE(other);
        CHECK(found_in(dirs(other)) == no);
    }
}

TEST_CASE("every assignment counts, but no other use of the name") {
    CHECK(found_in("if x:\n    TEMPLATE_DIRS = 'a'\n") == "template-dirs-not-tuple:2");
    CHECK(found_in("TEMPLATE_DIRS = ('a',)\nTEMPLATE_DIRS += ('b')\n") ==
          "template-dirs-not-tuple:2");
    CHECK(found_in("f(TEMPLATE_DIRS='a')\nx.TEMPLATE_DIRS = 'a'\nTEMPLATE_DIRS == 'a'\n"
                   "# TEMPLATE_DIRS = 'a'\n") == "");
    CHECK(found_in("TEMPLATE_DIRS = 'a'; X = ('b',)\n") == "template-dirs-not-tuple:1");
}

TEST_CASE("a list is noted only: Django takes it") {
    const auto findings = egg::check_settings("TEMPLATE_DIRS = ['a']\n", "s", "2.6");
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == report::Severity::note);
}

TEST_CASE("only paths in texts count, and only of another Python than the egg's") {
    CHECK(found_in("A = '/x/python3.6/y'\n") == "python-version-in-path:1");
    CHECK(found_in("A = '/x/python2.6/y'\n") == "");
    CHECK(found_in("# /x/python2.7/y\nA = 'python2 or python'\n") == "");
    CHECK(found_in("A = '/x/python3.{}/y'\n") == "python-version-in-path:1");
    CHECK(found_in("A = '/x/python2.{}/y'\n") == "");
    CHECK(found_in("A = '/x/python2.7/y'\n", "") == "");
    CHECK(found_in("A = '/x/python3.1/y'\n", "3.11") == "python-version-in-path:1");
    CHECK(found_in("A = ('/x/python2.7/y'\n") == "unbalanced-bracket:1 python-version-in-path:1");
}

TEST_CASE("settings.py is recognised in any package, and nothing else is") {
    CHECK(egg::is_settings("calamari_web/settings.py"));
    CHECK(egg::is_settings("settings.py"));
    CHECK_FALSE(egg::is_settings("calamari_web/local_settings.py"));
    CHECK_FALSE(egg::is_settings("calamari_web/settings.pyc"));
}

TEST_CASE("TEMPLATE_DIRS as a text is what Django up to 1.6 mends and 1.7 and later refuse") {
    const auto severity = [](const std::string& django) {
        const auto findings = egg::check_settings("TEMPLATE_DIRS = ('a')\n", "s", "2.7", django);
        REQUIRE(findings.size() == 1);
        CHECK(
            (django.empty() || findings[0].message.find("Django " + django) != std::string::npos));
        return findings[0].severity;
    };
    for (const char* mends : {"", "1.4.22", "1.5.1", "1.6.11"})
        CHECK(severity(mends) == report::Severity::note);
    for (const char* refuses : {"1.7", "1.7.11", "1.8", "1.10", "1.11.29", "2.2", "4.2.1"})
        CHECK(severity(refuses) == report::Severity::error);
}
