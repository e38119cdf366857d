#include "lib/egg/patch/fixes.hpp"
#include "lib/report/error.hpp"
#include "support/patch_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

const std::string kRoot = "os.path.join(config.get('graphite', 'root'), ";
const std::string kRight = "TEMPLATE_DIRS = (" + kRoot +
                           "\"lib/python%d.%d/site-packages/graphite/templates\" % "
                           "sys.version_info[:2]),)\n";
const std::string kNamed = "\"lib/python2.{pyminor}/site-packages/graphite/templates\"";
const std::string kNext = "CONTENT_DIR = os.path.join(config.get('graphite', 'root'), \"c\")\n";

/// `statement` as the fix leaves it; sys is imported before.
std::string fixed(const std::string& statement) {
    const std::string head = "import sys\n";
    const std::string text =
        egg::fix_named("graphite-templates").apply(head + statement, "settings.py");
    REQUIRE(text.starts_with(head));
    return text.substr(head.size());
}

std::string refusal(const std::string& statement) {
    try {
        return "made " + fixed(statement);
    } catch (const report::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("the guide's bug is repaired, and nothing else in the file changes") {
    const std::string after =
        egg::fix_named("graphite-templates").apply(test::kBuggySettings, "settings.py");
    std::string expected = test::kBuggySettings;
    const std::string old = "python2.7/site-packages/graphite/templates\"";
    expected.replace(expected.find(old), old.size(),
                     "python%d.%d/site-packages/graphite/templates\" % sys.version_info[:2]");
    CHECK(after == expected);
}

TEST_CASE("upstream's first repair, which lacks a bracket, becomes right") {
    CHECK(fixed("TEMPLATE_DIRS = (" + kRoot + kNamed +
                ".format(pyminor = sys.version_info[1]),)\n" + kNext) == kRight + kNext);
}

TEST_CASE("upstream's second and third repair, which are not tuple, become right") {
    for (const char* format : {".format(pyminor = sys.version_info[1]),))\n",
                               ".format(pyminor=sys.version_info[1]),))\n"})
        CHECK(fixed("TEMPLATE_DIRS = (" + kRoot + kNamed + format + kNext) == kRight + kNext);
}

TEST_CASE("upstream's last repair stays as it is") {
    const std::string last = "TEMPLATE_DIRS = (os.path.join(config.get('graphite', 'root'),\n"
                             "                              " +
                             kNamed +
                             ".format(pyminor=sys.version_info[1])),\n                 )\n" + kNext;
    CHECK(fixed(last) == last);
}

TEST_CASE("the fix is its own fixed point") { CHECK(fixed(kRight) == kRight); }

TEST_CASE("a format that Python 2.6 does not know is not a repair") {
    CHECK(fixed("TEMPLATE_DIRS = (" + kRoot +
                "\"lib/python2.{}/site-packages/graphite/templates\".format("
                "sys.version_info[1])),)\n") == kRight);
}

TEST_CASE("the form of before 1.2, a plain string in two branches, becomes a tuple in both") {
    const std::string path = "\"lib/python2.7/site-packages/graphite/templates\"";
    const std::string repaired =
        "\"lib/python%d.%d/site-packages/graphite/templates\" % sys.version_info[:2]";
    CHECK(fixed("if DEBUG:\n    TEMPLATE_DIRS = join(os.environ['VIRTUAL_ENV'], " + path +
                ")\nelse:\n    TEMPLATE_DIRS = join(\"/opt\", " + path + ")  # here\n") ==
          "if DEBUG:\n    TEMPLATE_DIRS = (join(os.environ['VIRTUAL_ENV'], " + repaired +
              "),)\nelse:\n    TEMPLATE_DIRS = (join(\"/opt\", " + repaired + "),)  # here\n");
}

TEST_CASE("other elements of the tuple stay") {
    CHECK(fixed("TEMPLATE_DIRS = (\n    '/a',\n    R + '/lib/python2.6/site-packages/graphite/"
                "templates',  # b\n)\n") ==
          "TEMPLATE_DIRS = (\n    '/a',\n    R + ('/lib/python%d.%d/site-packages/graphite/"
          "templates' % sys.version_info[:2]),  # b\n)\n");
}

TEST_CASE("forms that the fix does not know are refused, not guessed") {
    CHECK(refusal("TEMPLATE_DIRS = 'a' 'lib/python2.7/site-packages/graphite/templates'\n")
              .find("a form that this fix does not know") != std::string::npos);
    CHECK(
        refusal("TEMPLATE_DIRS = (join(a, 'lib/python2.7/site-packages/graphite/templates'))),)\n")
            .find("a form that this fix does not know") != std::string::npos);
    CHECK(refusal("TEMPLATE_DIRS = ('%s', 'x%s/python2.7/site-packages/graphite/templates')\n")
              .find("a form that this fix does not know") != std::string::npos);
}

TEST_CASE("a setting within another, as where a bracket is missing, is refused") {
    const std::string within = "    TEMPLATE_DIRS = (" + kRoot + kNamed + "),)\n";
    CHECK(test::has(refusal("TEMPLATE_DIRS = (os.path.join(\n" + within), "a form that this fix"));
    CHECK(test::has(refusal("TEMPLATE_DIRS = (" + kRoot + kNamed + "),\n" + within),
                    "a form that this fix"));
}

TEST_CASE("a file without the setting is told apart from one that is right") {
    CHECK(refusal("TEMPLATE_DIRS = ()\n") ==
          "settings.py: does not set TEMPLATE_DIRS to graphite's templates; there is nothing that "
          "this fix repairs");
    CHECK(refusal("").find("does not set TEMPLATE_DIRS") != std::string::npos);
    CHECK(refusal("# TEMPLATE_DIRS = ('lib/python2.7/site-packages/graphite/templates',)\n")
              .find("does not set TEMPLATE_DIRS") != std::string::npos);
}

TEST_CASE("sys is imported where the file does not") {
    const std::string text = "import os\nif X:\n    TEMPLATE_DIRS = "
                             "('/lib/python2.7/site-packages/graphite/templates',)\n";
    const std::string after = egg::fix_named("graphite-templates").apply(text, "s");
    CHECK(after.find("if X:\n    import sys\n    TEMPLATE_DIRS = (") != std::string::npos);
    CHECK(fixed("TEMPLATE_DIRS = (\n 'lib/python2.7/site-packages/graphite/templates',)\n")
              .find("import") == std::string::npos);
}

TEST_CASE("an import that another name, a later line, a block, a function or a text has is none") {
    const std::string path = "('/lib/python2.7/site-packages/graphite/templates',)";
    const std::string setting = "TEMPLATE_DIRS = " + path + "\n";
    for (const std::string& before :
         {std::string("import os, sys as system\n"), std::string("import sysconfig\n"),
          std::string("from sys import path\n"),
          std::string("\"\"\"How to start:\nimport sys\n\"\"\"\n"),
          std::string("try:\n    import sys\nexcept: pass\n"),
          std::string("def f():\n    import sys\n"), "def f():\n    " + setting,
          "if 0:\n    " + setting, "\"\"\"As in\n" + setting + "\"\"\"\n"}) {
        CAPTURE(before);
        const test::Dir dir;
        dir.write(
            "s.py",
            egg::fix_named("graphite-templates").apply(before + setting + "import sys\n", "s.py"));
        CHECK(test::python(dir, "import sys\nsys.dont_write_bytecode = True\nimport s\n"
                                "print(s.TEMPLATE_DIRS == ('/lib/python%d.%d/site-packages/"
                                "graphite/templates' % sys.version_info[:2],))") == "True\n");
    }
    for (const std::string before :
         {"import sys\n", "import os, sys # both\n", "import sys; x = 1\n"})
        CHECK(egg::fix_named("graphite-templates")
                  .apply(before + setting, "s.py")
                  .find("import sys", 4) == std::string::npos);
    CHECK(egg::fix_named("graphite-templates")
              .apply("import os\r\nTEMPLATE_DIRS = " + path + "\r\n", "s.py")
              .starts_with("import os\r\nimport sys\r\nTEMPLATE_DIRS"));
    const std::string documented = "\"\"\"\n" + setting + "\"\"\"\n";
    CHECK(egg::fix_named("graphite-templates")
              .apply(documented + setting, "s.py")
              .starts_with(documented));
}

TEST_CASE("Python gives a tuple with its own version's path for every repaired form") {
    const test::Dir dir;
    const std::string call = ".format(pyminor = sys.version_info[1])";
    for (const std::string& value :
         {"(" + kRoot + kNamed + call + ",)\n", "(" + kRoot + kNamed + call + ",))\n",
          "(" + kRoot + "\"lib/python2.7/site-packages/graphite/templates\"),)\n",
          kRoot + "\"lib/python2.6/site-packages/graphite/templates\")\n"}) {
        dir.write("s.py", "import os\nimport sys\nconfig = {}\nclass C:\n    def get(self, a, b): "
                          "return '/opt/calamari/venv'\nconfig = C()\n" +
                              fixed("TEMPLATE_DIRS = " + value + kNext));
        CHECK(test::python(dir, "import sys\nsys.dont_write_bytecode = True\nimport s\n"
                                "expected = ('/opt/calamari/venv/lib/python%d.%d/site-packages/"
                                "graphite/templates' % sys.version_info[:2],)\n"
                                "print(s.TEMPLATE_DIRS == expected)") == "True\n");
    }
}

TEST_CASE("bytecode that was made from the buggy file is known by its path") {
    const auto is_old = egg::fix_named("graphite-templates").is_old_bytecode;
    CHECK(is_old("..s,lib/python2.7/site-packages/graphite/templates.."));
    CHECK_FALSE(is_old("..lib/python2.{pyminor}/site-packages/graphite/templates.."));
    CHECK_FALSE(is_old("..lib/python%d.%d/site-packages/graphite/templates.."));
    CHECK_FALSE(is_old("/site-packages/graphite/templates"));
    CHECK_FALSE(is_old(""));
}

TEST_CASE("an unknown fix is an error with a suggestion") {
    CHECK_THROWS_WITH_AS(egg::fix_named("grafite-templates"),
                         "grafite-templates: no such fix; did you mean 'graphite-templates'?",
                         report::Error);
}

TEST_CASE("a file that ends with the name of the setting does not set it") {
    CHECK(refusal("TEMPLATE_DIRS").find("does not set TEMPLATE_DIRS") != std::string::npos);
    CHECK(fixed(kRight + "TEMPLATE_DIRS") == kRight + "TEMPLATE_DIRS");
}

TEST_CASE("a file with thousands of such settings is refused, and costs no time") {
    std::string many;
    for (int i = 0; i < 20'000; ++i) many += kRight;
    CHECK(refusal(many).find("sets TEMPLATE_DIRS more than 100 times") != std::string::npos);
}
