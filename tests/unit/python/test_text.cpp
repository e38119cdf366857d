#include "lib/python/text.hpp"

#include "support/interpreters.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using python::read_python;
using Kind = python::TextProblem::Kind;

namespace {

/// "unbalanced 2", "unterminated 1" or "mixed 3": the first problem and its line; "" without any.
std::string problem(const std::string& source) {
    const auto text = read_python(source);
    if (text.problems.empty()) return "";
    const auto& first = text.problems.front();
    return std::string(first.kind == Kind::unbalanced_bracket    ? "unbalanced "
                       : first.kind == Kind::unterminated_string ? "unterminated "
                                                                 : "mixed ") +
           std::to_string(first.line);
}

std::string texts(const std::string& source) {
    std::string joined;
    for (const auto& token : read_python(source).tokens)
        joined +=
            token.kind == python::TextToken::Kind::newline ? "|" : std::string(token.text) + " ";
    return joined;
}

const char* const kSound[] = {
    "",
    "a = (1,\n     [2, {3: 4}])\n",
    "a = '(' + \"[\" + r'\\\\' + '\\''\n",
    "a = '''it's ( \"\"\"\n'''\n",
    "# don't (\na = 1 # ' (\n",
    "a = 'one \\\n two'\n",
    "a = 1 + \\\n    2\n",
    "a = u'x' + ur'y'\n",
    "a = b'x' 'y'\n",
    "\xef\xbb\xbf"
    "a = 1\n",
    "if 1:\r\n    a = (\r\n1)\r\n",
    "a = \"\"\"\n(\n\t[\n\"\"\"\n",
    "if 1:\n    a = [\n\t1]\n",
};

} // namespace

TEST_CASE("sound Python has no problem") {
    for (const char* source : kSound) {
        CAPTURE(std::string(source));
        CHECK(problem(source) == "");
    }
}

TEST_CASE("brackets that do not match are found, with their line") {
    CHECK(problem("a = 1\nb = (2,\nc = 3\n") == "unbalanced 2");
    CHECK(problem("a = 1)\n") == "unbalanced 1");
    CHECK(problem("a = (1\n]\n") == "unbalanced 2");
    CHECK(problem("a = {1: [2}\n") == "unbalanced 1");
    CHECK(read_python("a = (\n1\n]\n").problems[0].message ==
          "']' does not close the '(' of line 1");
}

TEST_CASE("strings that do not end are found where they begin") {
    CHECK(problem("a = 'one\nb = 2\n") == "unterminated 1");
    CHECK(problem("\n\na = '''one\n\n") == "unterminated 3");
    CHECK(problem("a = 'one\\'\n") == "unterminated 1");
    CHECK(problem("a = \"") == "unterminated 1");
}

TEST_CASE("tabs mixed with spaces are found, in one line and between lines") {
    CHECK(problem("if 1:\n    a = 1\n\tb = 2\n") == "mixed 3");
    CHECK(problem("if 1:\n  \ta = 1\n") == "mixed 2");
    CHECK(problem("if 1:\n\ta = 1\n\tb = 2\n") == "");
    CHECK(problem("if 1:\n    a = 1\n\t# a comment\n\n\t\nb = 2\n") == "");
}

TEST_CASE("logical lines end where Python ends them") {
    CHECK(texts("a = (1,\n 2)\nb += 3 # c\n\nd == e") == "a = ( 1 , 2 ) |b += 3 |d == e |");
    CHECK(read_python("x = r'a\\b'\n").tokens[2].content == "a\\b");
    CHECK(read_python("x = '''a'b'''\n").tokens[2].content == "a'b");
}

TEST_CASE("what is said to be sound compiles, and what is not does not, in the installed Pythons") {
    for (const auto& interpreter : test::interpreters()) {
        if (interpreter.version[0] != '2') continue; // ur'' is Python 2's
        for (const char* source : kSound) {
            CAPTURE(std::string(source));
            CHECK(interpreter.run({"-c", "import sys; compile(sys.argv[1], 'm', 'exec')", source})
                      .ok());
        }
        for (const char* source : {"a = (1,\nb = 2\n", "a = 1)\n", "a = 'one\n", "a = '''one\n"})
            CHECK_FALSE(
                interpreter.run({"-c", "import sys; compile(sys.argv[1], 'm', 'exec')", source})
                    .ok());
    }
}
