#include "lib/python/misfit.hpp"

#include "lib/python/misfit_rules.hpp"
#include "lib/python/source_encoding.hpp"
#include "lib/report/utf8.hpp"

#include <algorithm>
#include <vector>

namespace calpkg::python {

namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

std::optional<Misfit> encoding_problem(std::string_view source, int python, bool from_zip) {
    if (source.starts_with(kBom) || declares_encoding(source)) return std::nullopt;
    if (python >= 300) {
        if (report::is_utf8(source)) return std::nullopt;
        return Misfit{1, "text that is not UTF-8, without a declaration of its encoding"};
    }
    const auto at =
        std::ranges::find_if(source, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (from_zip || at == source.end()) return std::nullopt;
    return Misfit{line_of(source, static_cast<std::size_t>(at - source.begin())),
                  "text that is not ASCII, without a declaration of its encoding"};
}

/// The white space in front of a line's first token.
std::string_view indentation_of(std::string_view source, const Token& token) {
    const auto at = static_cast<std::size_t>(token.text.data() - source.data());
    const std::size_t newline = at == 0 ? source.npos : source.find_last_of("\r\n", at - 1);
    std::size_t begin = newline == source.npos ? 0 : newline + 1;
    if (begin == 0 && source.starts_with(kBom)) begin = kBom.size();
    const std::string_view white = source.substr(begin, at - begin);
    const std::size_t form_feed = white.rfind('\f');
    return form_feed == white.npos ? white : white.substr(form_feed + 1);
}

/// How far a line is indented, with tabs to multiples of `tab` columns.
int column(std::string_view white, int tab) {
    int at = 0;
    for (const char c : white) at = c == '\t' ? (at / tab + 1) * tab : at + 1;
    return at;
}

/// Indentation as CPython's tokenizer judges it: every line is measured with tabs of eight columns and, from 3.0 on, of
/// one; both have to say the same of which block it belongs to.
std::optional<Misfit> indentation_problem(std::string_view source, const std::vector<Token>& tokens,
                                          int python) {
    struct Level {
        int wide, narrow;
    };
    std::vector<Level> levels{{0, 0}};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool starts = i == 0 || tokens[i - 1].kind == Token::Kind::newline;
        if (!starts || tokens[i].kind == Token::Kind::newline) continue;
        const std::string_view white = indentation_of(source, tokens[i]);
        if (white.find_first_not_of(" \t") != white.npos) continue; // behind a joined line
        const Level level{column(white, 8), python >= 300 ? column(white, 1) : column(white, 8)};
        const Misfit unclear{tokens[i].line, "tabs and spaces that indent differently"};
        if (level.wide > levels.back().wide) {
            if (level.narrow <= levels.back().narrow) return unclear;
            levels.push_back(level);
            continue;
        }
        while (level.wide < levels.back().wide) levels.pop_back();
        if (level.wide != levels.back().wide)
            return Misfit{tokens[i].line, "an indentation that fits no block"};
        if (level.narrow != levels.back().narrow) return unclear;
    }
    return std::nullopt;
}

bool has_print_function(const std::vector<Statement>& all) {
    return std::ranges::any_of(all, [](const Statement& s) {
        if (!s.begins("from") || !s.is_name(1, "__future__")) return false;
        for (std::size_t i = 2; i < s.size(); ++i)
            if (s.is_name(i, "print_function")) return true;
        return false;
    });
}

std::string problem_of(const Statement& s, int python, bool print_function) {
    std::string what = python >= 300 ? only_in_python2(s, python) : std::string();
    return what.empty() ? newer_than(s, python, print_function) : what;
}

/// From Python 3.12 on f-strings hold whole expressions, which the lexer does not follow.
bool lexer_knows(const Lexed& lexed, int python) {
    return python < 312 || std::ranges::none_of(lexed.tokens, &Token::is_formatted);
}

} // namespace

std::optional<Misfit> misfit(std::string_view source, const std::string& version, bool from_zip) {
    const int python = version_number(version);
    if (auto found = encoding_problem(source, python, from_zip)) return found;
    const Lexed lexed = lex(source);
    if (!lexed.well_formed()) {
        const auto problem = std::ranges::find_if(lexed.problems, [](const SyntaxProblem& one) {
            return one.kind != SyntaxProblem::Kind::mixed_indentation;
        });
        if (!lexer_knows(lexed, python)) return std::nullopt;
        return Misfit{problem->line, problem->message};
    }
    std::optional<Misfit> first = indentation_problem(source, lexed.tokens, python);
    const auto note = [&](int line, std::string what) {
        if (!what.empty() && (!first || line < first->line)) first = Misfit{line, std::move(what)};
    };
    for (const Token& token : lexed.tokens) {
        if (python >= 300) note(token.line, token_only_in_python2(token, python));
        note(token.line, token_newer_than(token, python));
    }
    const std::vector<Statement> all = statements(lexed.tokens);
    const bool print_function = has_print_function(all);
    for (const Statement& s : all) note(s[0].line, problem_of(s, python, print_function));
    return first;
}

} // namespace calpkg::python
