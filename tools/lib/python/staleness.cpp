#include "lib/python/staleness.hpp"

#include "lib/python/lexer.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace calpkg::python {

namespace {

constexpr std::size_t kShortest = 3; ///< shorter words occur in any bytecode by chance

/// Words of Python 2 that leave no name behind.
bool is_keyword(std::string_view word) {
    static constexpr std::array<std::string_view, 27> kWords{
        "and",    "assert", "break",   "class",  "continue", "def",    "del",    "elif",   "else",
        "except", "exec",   "finally", "for",    "from",     "global", "import", "lambda", "not",
        "pass",   "print",  "raise",   "return", "try",      "while",  "with",   "yield",  "None"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// A text that bytecode holds as it is written: ASCII without escapes.
bool is_verbatim(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c >= ' ' && c < '\x7f' && c != '\\'; });
}

/// Whether a logical line leaves nothing behind: texts that stand alone, assertions with -O.
bool leaves_nothing(std::span<const Token> line) {
    return line.front().text == "assert" ||
           std::all_of(line.begin(), line.end(),
                       [](const Token& token) { return token.kind == Token::Kind::string; });
}

/// What Python 2's compiler drops as never executed: too much to follow it there.
bool has_dead_code(std::span<const Token> tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (tokens[i].text == "__debug__") return true;
        const bool condition =
            tokens[i].text == "if" || tokens[i].text == "elif" || tokens[i].text == "while";
        if (condition && tokens[i + 1].kind == Token::Kind::number) return true;
    }
    return false;
}

std::string missing_in(std::span<const Token> line, std::string_view bytecode) {
    for (const Token& token : line) {
        const bool name = token.kind == Token::Kind::name && !is_keyword(token.text);
        const std::string_view word = name ? token.text : token.content;
        if (word.size() < kShortest || !is_verbatim(word) || bytecode.find(word) != word.npos)
            continue;
        return fmt::format("line {} has '{}', which the bytecode lacks", token.line, word);
    }
    return {};
}

std::string missing_word(std::string_view source, std::string_view bytecode) {
    const Lexed text = lex(source);
    if (!text.well_formed() || has_dead_code(text.tokens)) return {};
    const std::span<const Token> tokens = text.tokens;
    for (std::size_t begin = 0, end = 0; begin < tokens.size(); begin = end + 1) {
        end = begin;
        while (end < tokens.size() && tokens[end].kind != Token::Kind::newline) ++end;
        const auto line = tokens.subspan(begin, end - begin);
        if (line.empty() || leaves_nothing(line)) continue;
        const std::string missing = missing_in(line, bytecode);
        if (!missing.empty()) return missing;
    }
    return {};
}

} // namespace

std::string staleness(std::string_view source, std::string_view bytecode,
                      const BytecodeHeader& header) {
    if (header.python == nullptr || !header.complete) return {};
    if (header.hash_based)
        return source_hash(*header.python, source) == header.hash
                   ? ""
                   : "the hash of its source differs";
    if (!header.python->three()) return missing_word(source, bytecode);
    if (header.size == static_cast<std::uint32_t>(source.size())) return {};
    return fmt::format("its source had {} bytes, this one has {}", header.size, source.size());
}

} // namespace calpkg::python
