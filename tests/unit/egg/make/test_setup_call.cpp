#include "lib/egg/make/setup_call.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using python::Value;
using Kind = python::Value::Kind;

namespace {

/// What `version` gets in a setup.py with `before` in front of setup(version=VERSION).
Value version_after(const std::string& before) {
    return egg::read_setup_call(before + "setup(version=VERSION)\n", "setup.py")
        .arguments.at("version");
}

std::string complaint_of_call(const std::string& source) {
    try {
        egg::read_setup_call(source, "p/setup.py");
    } catch (const report::Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("names that were given a value once are known") {
    CHECK(version_after("VERSION = '1.2'\n").text == "1.2");
    CHECK(version_after("import os\nX = '1'\nVERSION = X + '.2'\n").text == "1.2");
    CHECK(version_after("VERSION = \\\n    '1.2' # comment\n").text == "1.2");
}

TEST_CASE("values that double from line to line fill no memory") {
    std::string source = "a0 = ['x', 'y']\nb0 = 'text'\n";
    for (int i = 1; i <= 60; ++i) {
        const std::string before = std::to_string(i - 1);
        source +=
            "a" + std::to_string(i) + " = [a" + before + ", a" + before + " + a" + before + "]\n";
        source += "b" + std::to_string(i) + " = b" + before + " + b" + before + "\n";
    }
    for (const char* name : {"a60", "b60"}) {
        const Value value = version_after(source + "VERSION = " + name + "\n");
        CHECK(value.kind == Kind::unknown);
        CHECK(value.text.ends_with("it is larger than anything that people write"));
    }
    CHECK(version_after("b0 = 'text'\nb1 = b0 + b0\nVERSION = b1 + b1\n").text ==
          "texttexttexttext");
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
    CHECK(complaint_of_call("x = 1\n").starts_with("p/setup.py:1: setup() is not called"));
    CHECK(complaint_of_call("setup(name='a')\n\nsetup(name='b')\n")
              .starts_with("p/setup.py:3: setup() is called again, after line 1"));
    CHECK(complaint_of_call("\nsetup(**make())\n")
              .starts_with(
                  "p/setup.py:2: the keywords of setup() are only known when Python runs it"));
    CHECK(complaint_of_call("setup('a')\n").find("only known when Python runs it") !=
          std::string::npos);
}

TEST_CASE("a file that is not Python is told with its line") {
    CHECK(complaint_of_call("a\nb('x\n")
              .starts_with("p/setup.py:2: a string that begins with ' has no end"));
    CHECK(complaint_of_call("a\n\nb(['x')\n")
              .starts_with("p/setup.py:3: ')' does not close the '[' of line 3"));
    CHECK(complaint_of_call("setup(\n").starts_with("p/setup.py:1: '(' is never closed"));
    CHECK(complaint_of_call("x = $y\n").starts_with("p/setup.py:1: '$' means nothing here"));
    CHECK(complaint_of_call(std::string(100000, '(')).find("nested deeper") != std::string::npos);
    CHECK(complaint_of_call("x = '''a\n\n")
              .starts_with("p/setup.py:1: a string that begins with ''' has no end"));
    CHECK(complaint_of_call("\\").find("means nothing here") != std::string::npos);
}
