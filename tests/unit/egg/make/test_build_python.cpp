#include "lib/egg/make/setup_call.hpp"
#include "lib/python/values.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using python::PythonValue;
using Kind = python::PythonValue::Kind;

namespace {

PythonValue value(const std::string& text) { return python::python_value(text, "x"); }

/// What `version` gets in a setup.py with `before` in front of setup(version=VERSION).
PythonValue version_after(const std::string& before) {
    return egg::read_setup_call(before + "setup(version=VERSION)\n", "setup.py")
        .arguments.at("version");
}

std::string complaint(const std::string& source) {
    try {
        egg::read_setup_call(source, "p/setup.py");
    } catch (const report::Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("texts are read with their prefixes, escapes and joints") {
    CHECK(value("'a' \"b\"").text == "ab");
    CHECK(value("u'\\u00fc\\x41\\101\\n'").text == "\xC3\xBC"
                                                   "AA\n");
    CHECK(value("r'\\d'").text == "\\d");
    CHECK(value("'''one\ntwo'''").text == "one\ntwo");
    CHECK(value("'it\\'s'").text == "it's");
    CHECK(value("('a'\n 'b')").text == "ab");
    CHECK(value("'1.' + '2'").text == "1.2");
}

TEST_CASE("lists, tuples, dicts and constants are read") {
    CHECK(value("['a', 'b',]").items.size() == 2);
    CHECK(value("('a',)").kind == Kind::list);
    CHECK(value("()").kind == Kind::list);
    CHECK(value("[]").items.empty());
    CHECK(value("['a'] + ['b', 'c']").items.at(2).text == "c");
    const PythonValue dict = value("{'': ['*.txt'], 'a': 'b'}");
    REQUIRE(dict.keys.size() == 2);
    CHECK(dict.keys[1].text == "a");
    CHECK(dict.items[0].items.at(0).text == "*.txt");
    CHECK(value("dict(console_scripts=['x'])").keys.at(0).text == "console_scripts");
    CHECK(value("True").flag);
    CHECK_FALSE(value("False").truthy());
    CHECK(value("None").kind == Kind::none);
}

TEST_CASE("what only a running Python knows is unknown, not wrong") {
    for (const std::string text :
         {"version()", "'%s' % x", "'a'.join(b)", "[x for x in y]", "{k: v for k in d}",
          "-1 if a else b", "f'{x}'", "a.b.c(d)[1:2](e)", "lambda x: y", "{**a}", "x[1]", "'a' + b",
          "open('x')", "not x", "'a', 'b'"}) {
        CAPTURE(text);
        const PythonValue got = value(text);
        const bool inside = !got.items.empty() && got.items[0].kind == Kind::unknown;
        CHECK((got.kind == Kind::unknown || inside));
    }
}

TEST_CASE("calls that are answered later keep their arguments") {
    const PythonValue find = value("find_packages('src', exclude=['tests', 'tests.*'])");
    CHECK(find.kind == Kind::call);
    CHECK(find.text == "find_packages");
    CHECK(find.items.at(0).text == "src");
    CHECK(find.named.at("exclude").items.size() == 2);
    CHECK(value("open('README').read()").text == "open");
}

TEST_CASE("names that were given a value once are known") {
    CHECK(version_after("VERSION = '1.2'\n").text == "1.2");
    CHECK(version_after("import os\nX = '1'\nVERSION = X + '.2'\n").text == "1.2");
    CHECK(version_after("VERSION = \\\n    '1.2' # comment\n").text == "1.2");
}

TEST_CASE("names that something else may change are unknown") {
    for (const std::string before :
         {"", "VERSION = '1'\nVERSION = '2'\n", "VERSION = '1'\nVERSION += '2'\n",
          "VERSION = '1'\nif x:\n    VERSION = '2'\n", "VERSION = ['1']\nVERSION.append('2')\n",
          "VERSION, B = '1', '2'\n", "for VERSION in x:\n    pass\n", "A = VERSION = '1'\n",
          "VERSION: str = '1'\n", "def f():\n    VERSION = '1'\n"}) {
        CAPTURE(before);
        CHECK(version_after(before).kind == Kind::unknown);
    }
}

TEST_CASE("setup() is found wherever it is called, once") {
    const auto name = [](const std::string& source) {
        return egg::read_setup_call(source, "s").arguments.at("name").text;
    };
    CHECK(name("from setuptools import setup\nsetup(name='a')\n") == "a");
    CHECK(name("import setuptools\nsetuptools.setup(name='a')\n") == "a");
    CHECK(name("if __name__ == '__main__':\n    setup(name='a')\n") == "a");
    CHECK(name("def setup(x): pass\nother.setup(name='b')\nsetup(name='a')\n") == "a");
    CHECK(name("args = dict(name='a')\nsetup(**args)\n") == "a");
    CHECK(name("setup(name='a', key=lambda x: y, other=z[1:2])\n") == "a");
    CHECK(complaint("x = 1\n").starts_with("p/setup.py:1: setup() is not called"));
    CHECK(complaint("setup(name='a')\n\nsetup(name='b')\n")
              .starts_with("p/setup.py:3: setup() is called again, after line 1"));
    CHECK(complaint("\nsetup(**make())\n")
              .starts_with(
                  "p/setup.py:2: the keywords of setup() are only known when Python runs it"));
    CHECK(complaint("setup('a')\n").find("only known when Python runs it") != std::string::npos);
}

TEST_CASE("a file that is not Python is told with its line") {
    CHECK(complaint("a\nb('x\n").starts_with("p/setup.py:2: a string does not end"));
    CHECK(complaint("a\n\nb(['x')\n").starts_with("p/setup.py:3: ')' closes nothing"));
    CHECK(complaint("setup(\n").starts_with("p/setup.py:1: a bracket is not closed"));
    CHECK(complaint("x = $y\n").starts_with("p/setup.py:1: '$' means nothing here"));
    CHECK(complaint(std::string(100000, '(')).find("nested too deep") != std::string::npos);
    CHECK(complaint("x = '''a\n\n").starts_with("p/setup.py:1: a string does not end"));
    CHECK(complaint("\\").find("backslash") != std::string::npos);
}
