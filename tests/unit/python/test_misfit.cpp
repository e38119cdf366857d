#include "lib/python/misfit.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calpkg;

namespace {

/// "LINE: what", or "".
std::string found(const std::string& source, const std::string& python) {
    const auto problem = python::misfit(source, python);
    return problem ? std::to_string(problem->line) + ": " + problem->what : "";
}

} // namespace

TEST_CASE("Python 3 refuses what only Python 2 has") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"x = 1\nprint 'a'\n", "2: a print statement"},
        {"if x: print y, z\n", "1: a print statement"},
        {"print not x\n", "1: a print statement"},
        {"exec code in space\n", "1: an exec statement"},
        {"try:\n    pass\nexcept Exception, e:\n    pass\n", "3: 'except X, e'"},
        {"raise ValueError, 'x'\n", "1: 'raise X, y'"},
        {"x = `y`\n", "1: backticks"},
        {"if a <> b: pass\n", "1: the operator <>"},
        {"os.chmod(a, 0755)\n", "1: an octal number 0755"},
        {"x = 10L\n", "1: a long number 10L"},
        {"x = ur'a'\n", "1: a string ur''"},
        {"x = 'C:\\Users'\n", "1: an escape in a string that is not Unicode's"},
        {"def f(a, (b, c)): pass\n", "1: a parameter that is a tuple"},
        {"x = lambda (a, b): a\n", "1: a parameter that is a tuple"},
        {"f(async=True)\n", "1: the name 'async', a keyword since 3.7"},
        {"True = 1\n", "1: an assignment to True"},
        {"if a:\n        b\n\tc\n", "3: tabs and spaces that indent differently"},
        {"x = '\xe9'\n", "1: text that is not UTF-8, without a declaration of its encoding"},
    };
    for (const auto& [source, what] : cases) {
        CAPTURE(source);
        CHECK(found(source, "3.9") == what);
        if (!what.starts_with("1: text")) CHECK(found(source, "2.7").empty());
    }
}

TEST_CASE("Python 2 refuses what only Python 3 has") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"x = f'{y}'\n", "1: an f-string"},
        {"async def f(): pass\n", "1: 'async'"},
        {"def f(a: int): pass\n", "1: an annotation"},
        {"def f() -> int: pass\n", "1: an annotation"},
        {"x: int = 3\n", "1: an annotation of a variable"},
        {"if (n := f()): pass\n", "1: the operator :="},
        {"def f():\n    nonlocal x\n", "2: 'nonlocal'"},
        {"print('a', file=f)\n", "1: print as a function"},
        {"x = lambda: print('a')\n", "1: print as a function"},
        {"raise A from b\n", "1: 'raise X from y'"},
        {"def f():\n    yield from g()\n", "2: 'yield from'"},
        {"def f(*, a): pass\n", "1: keyword-only parameters"},
        {"def f(*args, a=1): pass\n", "1: keyword-only parameters"},
        {"class A(metaclass=M): pass\n", "1: a keyword in a class' bases"},
        {"a, *b = c\n", "1: a target with a star"},
        {"x = [*a]\n", "1: a star in a list, set or dictionary"},
        {"x = a @ b\n", "1: the operator @"},
        {"x = 1_000\n", "1: a number with '_', 1_000"},
        {"from __future__ import annotations\n", "1: 'from __future__ import annotations'"},
    };
    for (const auto& [source, what] : cases) {
        CAPTURE(source);
        CHECK(found(source, "2.7") == what);
        CHECK(found(source, "3.9").empty());
    }
    CHECK(found("# \xc3\xa9\n", "2.7") ==
          "1: text that is not ASCII, without a declaration of its encoding");
    CHECK(!python::misfit("# \xc3\xa9\n", "2.7", true));
}

TEST_CASE("a minor version is held against its own features") {
    CHECK(found("x = {1, 2}\n", "2.6") == "1: a set in braces");
    CHECK(found("x = {a: b for a in c}\n", "2.6") == "1: a comprehension in braces");
    CHECK(found("with a as b, c as d: pass\n", "2.6") == "1: 'with' of several");
    CHECK(found("x = {'a': lambda b, c: {}}\n", "2.6").empty());
    CHECK(found("x = {1, 2}\n", "2.7").empty());
    CHECK(found("match x:\n    case 1: pass\n", "3.9") == "1: a match statement");
    CHECK(found("match x:\n    case 1: pass\n", "3.10").empty());
    CHECK(found("def f(a, /): pass\n", "3.6") == "1: positional-only parameters");
    CHECK(found("type X = int\n", "3.11") == "1: a type statement");
    CHECK(found("try: pass\nexcept A, B: pass\n", "3.14").empty());
}

TEST_CASE("a declaration of the encoding counts wherever Python finds it in a comment") {
    CHECK(found("# coding style is PEP 8; coding: utf-8\nx = '\xc3\xa9'\n", "2.7").empty());
    CHECK(found("#!/usr/bin/python\r# coding: latin-1\rx = '\xe9'\r", "3.9").empty());
    CHECK(found("# coding: \nx = '\xc3\xa9'\n", "2.7") ==
          "2: text that is not ASCII, without a declaration of its encoding");
}

TEST_CASE("what every Python takes is no misfit") {
    const std::string source = "# coding: latin-1\n"
                               "from __future__ import print_function\n"
                               "print('a', file=f)\n"
                               "x = lambda a=lambda b: b, *c: a\n"
                               "y = {'a': 1, 'b': [0, 00, 0.5, 1e5, 0x1F, 0o17]}\n"
                               "def f(a=lambda x: x, b=(1, 2), *c, **d):\n"
                               "\tif a: return b\n"
                               "\telse: return x[1:2], x[...]\n"
                               "@a.b\n"
                               "class A(B, object): z = 'x:y' if a else \"\xe9\"\n"
                               "try: pass\n"
                               "except (A, B) as e: raise\n";
    for (const char* const python : {"2.6", "2.7", "3.6", "3.9", "3.13"}) {
        CAPTURE(python);
        CHECK(found(source, python).empty());
    }
}
