#include "lib/python/staleness.hpp"

#include "support/interpreters.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::kNoon;

namespace {

/// Bytecode of 2.7 with the names and texts of `source`, which is all that is looked at.
std::string like_bytecode(const std::string& source) {
    return test::bytecode_header("2.7", kNoon) + source;
}

} // namespace

TEST_CASE("bytecode that cannot come from the source is told by names, sizes and hashes") {
    const auto stale = [](const std::string& source, const std::string& bytecode) {
        return python::staleness(source, bytecode, python::read_bytecode_header(bytecode));
    };
    CHECK(stale("abc = 1\n", like_bytecode("xyz")) == "line 1 has 'abc', which the bytecode lacks");
    CHECK(stale("'a comment'\nabc = 1\nprint abc\n", like_bytecode("abc")) == "");
    CHECK(stale("if 0:\n    abc = 1\n", like_bytecode("xyz")) == "");
    CHECK(stale("abc = '\\x41\\x42'\n", like_bytecode("abc")) == "");
    CHECK(stale("abc", test::bytecode_header("3.8", kNoon, 3) + "x") == "");
    CHECK(stale("abcd", test::bytecode_header("3.8", kNoon, 3) + "x") ==
          "its source had 3 bytes, this one has 4");
    CHECK(stale("abc", "no bytecode") == "");
}

TEST_CASE("sources and bytecode that a real Python 2 made agree, and differ after an edit") {
    const test::Dir dir;
    const std::string source =
        "'''Doc.'''\nfrom __future__ import with_statement\nimport os.path as p\n"
        "class Thing(object):\n    '''More.'''\n    __secret = {u'key': \"it's\" 'joined'}\n"
        "    def method(self, word, *rest, **more):\n        global counter\n"
        "        counter = lambda number: [each for each in rest if number]\n"
        "        print >>more, 'printed'\n        return word % (None, True)\n"
        "try:\n    raise ValueError('boom')\nexcept (ValueError, KeyError), failure:\n"
        "    exec 'pass' in {}\n    assert failure\n";
    bool asked = false;
    for (const auto& interpreter : test::interpreters()) {
        if (interpreter.version[0] != '2') continue;
        dir.write("m.py", source);
        REQUIRE(interpreter.run({"-m", "py_compile", (dir.path() / "m.py").string()}).ok());
        const std::string code = test::run({"cat", (dir.path() / "m.pyc").string()}).out;
        const auto header = python::read_bytecode_header(code);
        CHECK(header.python->version == interpreter.version);
        CHECK(python::staleness(source, code, header) == "");
        std::string edited = source;
        edited.replace(edited.find("printed"), 7, "written");
        CHECK(python::staleness(edited, code, header) ==
              "line 10 has 'written', which the bytecode lacks");
        asked = true;
    }
    if (!asked) MESSAGE("no Python 2 is installed: real bytecode was not looked at");
}
