#include "lib/python/value_form.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using python::ValueForm;

namespace {

/// The form of `value` in "A = VALUE".
std::string form(const std::string& value) {
    const std::string source = "A = " + value + "\n";
    const python::Lexed text = python::lex(source);
    const auto assignments = python::assignments_to(text, "A");
    REQUIRE(assignments.size() == 1);
    switch (python::form_of(assignments[0].value)) {
    case ValueForm::tuple: return "tuple";
    case ValueForm::list: return "list";
    case ValueForm::other: return "other";
    case ValueForm::unknown: break;
    }
    return "unknown";
}

} // namespace

TEST_CASE("what is said of a value's form is what a real Python makes of it") {
    const char* const script =
        "import os, sys\nfrom os.path import join\nx = ('a',)\ny = 'b'\nname = type(eval("
        "sys.argv[1])).__name__\nsys.stdout.write(name if name in ('tuple', 'list') else 'other')";
    for (const std::string told : {"()",
                                   "('a',)",
                                   "('a', 'b')",
                                   "'a',",
                                   "(('a',))",
                                   "tuple('ab')",
                                   "('a',) + x",
                                   "[]",
                                   "['a'] + ['b']",
                                   "list('ab')",
                                   "'a'",
                                   "('a')",
                                   "join('a', 'b')",
                                   "(join('a', 'b',))",
                                   "'a' 'b'",
                                   "'a' + y",
                                   "'%s/a' % y",
                                   "{}",
                                   "{1: (2,)}",
                                   "'a'.format(1,)",
                                   "1",
                                   "1.5e-3",
                                   "(join(z) for z in x)",
                                   "os.path.join('a', 'b').strip()"}) {
        CAPTURE(told);
        const auto real = test::run({"python3", "-c", script, told});
        REQUIRE_MESSAGE(real.ok(), real.err);
        CHECK(form(told) == real.out);
    }
}

TEST_CASE("what may give anything is unknown") {
    for (const char* value : {"x", "x()", "x['a']", "x if y else ()", "x or ('a',)", "lambda: 1"}) {
        CAPTURE(value);
        CHECK(form(value) == "unknown");
    }
    CHECK(form("B = ('a',)") == "tuple");
}

TEST_CASE("only assignments to the plain name are found, each with its line") {
    const std::string source =
        "A = 1\nif x:\n    A += 2; B = 3\nf(A=4)\nx.A = 5\nA == 6\nA[0] = 7\n";
    const python::Lexed text = python::lex(source);
    const auto found = python::assignments_to(text, "A");
    REQUIRE(found.size() == 2);
    CHECK(found[0].line == 1);
    CHECK(found[1].line == 3);
    CHECK(found[1].value.size() == 1);
    CHECK(found[1].value[0].text == "2");
}
