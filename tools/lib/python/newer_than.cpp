#include "lib/python/misfit_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace calpkg::python {

namespace {

/// `=` behind the name of an argument: "(a=".
bool is_keyword_argument(const Statement& s, std::size_t i) {
    return s.is(i, "=") && i >= 2 && s.is_name(i - 1) && (s.is(i - 2, "(") || s.is(i - 2, ","));
}

/// Parameters of `def`: annotations, and what stands behind or in front of a bare `*` or `/`.
std::string parameter_problem(const Statement& s, int python) {
    bool star = false;
    for (std::size_t i = 3; i < s.size(); ++i) {
        if (s.depth(i) != 1 || s.in_lambda_head(i)) continue;
        const bool first = s.is(i - 1, "(") || s.is(i - 1, ",");
        if (python < 300 && s.is(i, ":")) return "an annotation";
        if (python < 308 && s.is(i, "/") && s.is(i - 1, ",")) return "positional-only parameters";
        if (python < 300 && first && star && s.is_name(i)) return "keyword-only parameters";
        if (first && s.is(i, "*")) star = true;
    }
    return {};
}

std::string definition_problem(const Statement& s, int python) {
    const bool function = s.begins("def");
    if (!function && !s.begins("class")) return {};
    if (python < 312 && s.is(2, "[")) return "type parameters";
    if (function) return parameter_problem(s, python);
    for (std::size_t i = 3; python < 300 && i < s.size(); ++i)
        if (s.depth(i) == 1 && is_keyword_argument(s, i)) return "a keyword in a class' bases";
    return {};
}

/// `print` and `exec` where they are functions.
std::string function_problem(const Statement& s, bool print_function) {
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (s.is_name(i, "print") && !print_function) return "print as a function";
        if (s.is_name(i, "exec")) return "exec as a function";
    }
    if (print_function || !s.begins("print") || !s.is(1, "(")) return {};
    for (std::size_t i = 2; i < s.size() && s.depth(i) > 0; ++i) {
        const bool first = s.is(i - 1, "(") || s.is(i - 1, ",");
        if (s.depth(i) != 1 || s.in_lambda_head(i)) continue;
        if (is_keyword_argument(s, i) || (first && (s.is(i, "*") || s.is(i, "**"))))
            return "print as a function";
    }
    return {};
}

/// What a pair of braces holds that Python 2.6 does not take there.
std::string brace_problem(const Statement& s, std::size_t open) {
    bool colon = false;
    for (std::size_t i = open + 1; i < s.size() && s.depth(i) > s.depth(open); ++i) {
        if (s.depth(i) != s.depth(open) + 1 || s.in_lambda_head(i)) continue;
        if (s.is_name(i, "for")) return "a comprehension in braces";
        if (s.is(i, ":")) colon = true;
        if (s.is(i, ",") && !colon) return "a set in braces";
    }
    return colon || s.is(open + 1, "}") ? "" : "a set in braces";
}

std::string star_problem(const Statement& s, std::size_t i, int python) {
    if (i > 0 && python < 305 && (s.is(i - 1, "[") || s.is(i - 1, "{"))) {
        const bool display = s.is(i, "**") || s.is(i - 1, "{") || i < 2 ||
                             (s[i - 2].kind == Token::Kind::op && !s[i - 2].closes());
        if (display) return "a star in a list, set or dictionary";
    }
    const bool target =
        s.is(i, "*") && s.depth(i) == 0 && !s.in_lambda_head(i) && (i == 0 || s.is(i - 1, ","));
    return target && python < 300 ? "a target with a star" : "";
}

/// `from __future__ import` of what that Python does not know (documentation of its module __future__).
std::string future_problem(const Statement& s, int python) {
    if (!s.begins("from") || !s.is_name(1, "__future__")) return {};
    for (std::size_t i = 3; i < s.size(); ++i)
        if ((s.is_name(i, "annotations") && python < 307) ||
            (s.is_name(i, "generator_stop") && python < 305))
            return fmt::format("'from __future__ import {}'", s[i].text);
    return {};
}

std::string clause_problem(const Statement& s, int python) {
    if (std::string future = future_problem(s, python); !future.empty()) return future;
    if (s.begins("raise") && python < 300)
        for (std::size_t i = 1; i < s.size(); ++i)
            if (s.depth(i) == 0 && s.is_name(i, "from")) return "'raise X from y'";
    if (s.begins("with")) {
        if (python < 207 && s.find_outside(",") < s.size()) return "'with' of several";
        for (std::size_t i = 2; python < 309 && s.is(1, "(") && i < s.size(); ++i)
            if (s.depth(i) == 1 && s.is_name(i, "as")) return "'with' of several in brackets";
    }
    if (s.begins("except") && s.is(1, "*") && python < 311) return "'except*'";
    if (s.begins("nonlocal") && s.is_name(1) && python < 300) return "'nonlocal'";
    if (s.begins("async") && python < 305 &&
        (s.is_name(1, "def") || s.is_name(1, "for") || s.is_name(1, "with")))
        return "'async'";
    const bool type = s.begins("type") && s.is_name(1) && !is_operator_name(s[1].text);
    if (type && (s.is(2, "=") || s.is(2, "[")) && python < 312) return "a type statement";
    return {};
}

bool is_compound(const Statement& s) {
    static constexpr std::string_view words[] = {"if",   "elif", "else",   "while",
                                                 "for",  "try",  "except", "finally",
                                                 "with", "def",  "class",  "async"};
    return std::ranges::any_of(words, [&](std::string_view word) { return s.begins(word); });
}

/// A colon in what is no compound statement: an annotation, or a match statement.
std::string colon_problem(const Statement& s, int python) {
    if (is_compound(s)) return {};
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (!s.is(i, ":") || s.depth(i) > 0 || s.in_lambda_head(i)) continue;
        if (i + 1 == s.size()) return python < 310 ? "a match statement" : "";
        return python < 306 ? "an annotation of a variable" : "";
    }
    return {};
}

bool begins_expression(const Statement& s, std::size_t i) {
    return i == 0 || s.is(i - 1, "=") || s.is_name(i - 1, "return");
}

std::string operator_problem(const Statement& s, std::size_t i, int python) {
    if (s.is_name(i, "yield") && s.is_name(i + 1, "from") && python < 303) return "'yield from'";
    if (s[i].kind != Token::Kind::op) return {};
    if (s.is(i, "->") && python < 300) return "an annotation";
    if (s.is(i, ":=") && python < 308) return "the operator :=";
    if (python < 305 && (s.is(i, "@=") || (s.is(i, "@") && i > 0))) return "the operator @";
    if (s.is(i, "...") && python < 300 && !s.begins("from") && begins_expression(s, i))
        return "'...'";
    if (s.is(i, "{") && python < 207) return brace_problem(s, i);
    return s.is(i, "*") || s.is(i, "**") ? star_problem(s, i, python) : "";
}

/// "1_000", but not "7L.__index__", which the lexer takes for one number.
bool has_grouped_digits(std::string_view number) {
    const auto is_digit = [&](std::size_t i) {
        return i < number.size() && std::isdigit(static_cast<unsigned char>(number[i])) != 0;
    };
    for (std::size_t i = 1; i < number.size(); ++i)
        if (number[i] == '_' && is_digit(i - 1) && is_digit(i + 1)) return true;
    return false;
}

} // namespace

int version_number(const std::string& version) {
    const std::size_t dot = version.find('.');
    if (dot == std::string::npos) return 0;
    return std::stoi(version.substr(0, dot)) * 100 + std::stoi(version.substr(dot + 1));
}

std::string newer_than(const Statement& s, int python, bool print_function) {
    std::string found = clause_problem(s, python);
    if (found.empty()) found = definition_problem(s, python);
    if (found.empty()) found = colon_problem(s, python);
    if (found.empty() && python < 300) found = function_problem(s, print_function);
    for (std::size_t i = 0; found.empty() && i < s.size(); ++i)
        found = operator_problem(s, i, python);
    return found;
}

std::string token_newer_than(const Token& token, int python) {
    const auto has = [&](std::string_view letters) {
        return token.prefix.find_first_of(letters) != token.prefix.npos;
    };
    if (token.kind == Token::Kind::string) {
        if (has("tT") && python < 314) return "a template string";
        if (has("fF") && python < 306) return "an f-string";
        if (token.prefix.size() == 2 && has("bB") &&
            (token.prefix[0] == 'r' || token.prefix[0] == 'R') && python < 303)
            return "a string rb''";
    }
    if (token.kind == Token::Kind::number && python < 306 && has_grouped_digits(token.text))
        return fmt::format("a number with '_', {}", token.text);
    const bool name = token.kind == Token::Kind::name;
    if (name && python < 300 && std::ranges::any_of(token.text, [](char c) {
            return static_cast<unsigned char>(c) >= 0x80;
        }))
        return "a name that is not ASCII";
    return {};
}

} // namespace calpkg::python
