#include "lib/python/lexer.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/interpreters.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;
using python::lex;
using Kind = python::SyntaxProblem::Kind;

namespace {

/// "unbalanced 2", "unterminated 1" or "mixed 3": the first problem and its line; "" without any.
std::string problem(const std::string& source) {
    const auto text = lex(source);
    if (text.problems.empty()) return "";
    const auto& first = text.problems.front();
    return std::string(first.kind == Kind::unbalanced_bracket    ? "unbalanced "
                       : first.kind == Kind::unterminated_string ? "unterminated "
                                                                 : "mixed ") +
           std::to_string(first.line);
}

std::string texts(const std::string& source) {
    std::string joined;
    for (const auto& token : lex(source).tokens)
        joined += token.kind == python::Token::Kind::newline ? "|" : std::string(token.text) + " ";
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
    CHECK(lex("a = (\n1\n]\n").problems[0].message == "']' does not close the '(' of line 1");
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
    CHECK(lex("x = r'a\\b'\n").tokens[2].content == "a\\b");
    CHECK(lex("x = '''a'b'''\n").tokens[2].content == "a'b");
}

TEST_CASE("a token knows whether it begins a line that is not indented") {
    std::string first;
    const std::string source = "a = 1\nif a:\n    b = (2,\nc)\n\n# d\ne()\n";
    for (const auto& token : lex(source).tokens)
        if (token.line_start) first += std::string(token.text) + std::to_string(token.line) + " ";
    CHECK(first == "a1 if2 e7 ");
}

TEST_CASE("strings are taken apart: prefix, content, and whether their value is known") {
    const auto string = [](const char* source) { return lex(source).tokens.at(0); };
    CHECK(string("ur'a\\b'\n").prefix == "ur");
    CHECK(string("ur'a\\b'\n").content == "a\\b");
    CHECK(string("'''a'b'''\n").content == "a'b");
    CHECK(string("Rb\"x\"\n").text == "Rb\"x\"");
    CHECK(string("f'{x}'\n").is_formatted());
    CHECK_FALSE(string("u'{x}'\n").is_formatted());
}

TEST_CASE("brackets nest as deep as Python lets them, and no reader is led deeper") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + std::string(depth, ')') + "\n";
    };
    CHECK(problem(nested(200)) == "");
    CHECK(problem(nested(201)) == "unbalanced 1");
    const std::string deepest = nested(100000);
    CHECK(lex(deepest).tokens.size() < 300);
}

TEST_CASE("tokens of a sound source have an end; what is not sound is refused with its line") {
    const auto refusal = [](const std::string& source) {
        try {
            return "none, but " + std::to_string(python::tokenize(source, "m.py").size());
        } catch (const report::Error& error) {
            return std::string(error.what());
        }
    };
    const std::string mixed = "a\n\tb\n  c\n";
    CHECK(python::tokenize(mixed, "m.py").back().kind == python::Token::Kind::end);
    CHECK(python::tokenize("", "m.py").at(0).kind == python::Token::Kind::end);
    CHECK(refusal("a\nb = 'x\n").starts_with("m.py:2: a string that begins with ' has no end"));
    CHECK(refusal("a\nb = (\n").starts_with("m.py:2: '(' is never closed"));
    CHECK(refusal("a\nb = $c\n").starts_with("m.py:2: '$' means nothing here"));
    CHECK(refusal("a\n\\ b\n").starts_with("m.py:2: '\\' means nothing here"));
}

namespace {

/// What Python's own tokenize makes of modules of its library: a line a token, with its kind, its
/// line, and its text in hexadecimal digits. Modules with f-strings are left out, which newer
/// versions take apart.
const char* const kTokenize = R"(import binascii, os, sys, tokenize
kinds = {'NAME': 'name', 'NUMBER': 'number', 'STRING': 'string', 'OP': 'op', 'NEWLINE': 'newline'}
for module in 'textwrap', 'shlex', 'fnmatch', 'csv', 'codecs', 'sched', 'this':
    source = os.path.join(os.path.dirname(os.__file__), module + '.py')
    lines, plain = [], True
    file = open(source, 'rb')
    if sys.version_info[0] == 3:
        tokens = tokenize.tokenize(file.readline)
    else:
        tokens = tokenize.generate_tokens(file.readline)
    for token in tokens:
        kind = tokenize.tok_name[token[0]]
        text = token[1] if isinstance(token[1], bytes) else token[1].encode('utf-8')
        text = b'' if kind == 'NEWLINE' else text
        plain = plain and not kind.startswith('FSTRING')
        if kind in kinds:
            lines.append('%s %d %s' % (kinds[kind], token[2][0], binascii.hexlify(text).decode()))
    if plain:
        print('file ' + source)
        print('\n'.join(lines))
)";

/// The same as kTokenize prints.
std::string tokens_of(const std::string& source) {
    static constexpr const char* kKinds[] = {"name", "number", "string", "op", "newline", "end"};
    std::string lines;
    for (const python::Token& token : lex(source).tokens) {
        lines += kKinds[static_cast<int>(token.kind)] + (" " + std::to_string(token.line)) + " ";
        for (const char c : token.text) {
            lines += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
            lines += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
        }
        lines += "\n";
    }
    return lines;
}

} // namespace

TEST_CASE("the modules of real Pythons have the tokens that their own tokenize finds") {
    REQUIRE_FALSE(test::interpreters().empty());
    for (const auto& interpreter : test::interpreters()) {
        CAPTURE(interpreter.version);
        const std::string out = interpreter.run({"-c", kTokenize}).out;
        int files = 0;
        for (std::size_t at = out.find("file "); at != out.npos; ++files) {
            const std::size_t end = out.find('\n', at);
            const std::size_t next = std::min(out.find("\nfile ", at), out.size() - 1);
            const std::string path = out.substr(at + 5, end - at - 5);
            CAPTURE(path);
            CHECK(tokens_of(fs::read_file(path)) == out.substr(end + 1, next - end));
            at = out.find("file ", next);
        }
        CHECK(files >= 3);
    }
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
