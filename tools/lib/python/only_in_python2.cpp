#include "lib/python/misfit_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace calpkg::python {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

/// Whether the statement is the word and something that cannot follow a name in an expression: `print "x"`.
bool is_command(const Statement& s, std::string_view word) {
    if (!s.begins(word) || s.size() < 2) return false;
    const Token& next = s[1];
    switch (next.kind) {
    case Token::Kind::string:
    case Token::Kind::number: return true;
    case Token::Kind::name:
        return next.is_name("not") ? !s.is_name(2, "in") : !is_operator_name(next.text);
    case Token::Kind::op: return next.is("{") || next.is("~") || next.is("`");
    default: return false;
    }
}

/// Whether a parameter in a head of `def` or `lambda` is a tuple.
bool has_tuple_parameter(const Statement& s) {
    const bool def = s.begins("def");
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (!s.is(i, "(")) continue;
        const bool parameter = (def && s.depth(i) == 1 && !s.in_lambda_head(i)) ||
                               (s.in_lambda_head(i) && !s.is(i - 1, "="));
        const Token& before = s[i - 1];
        if (def && parameter && !s.in_lambda_head(i) && (before.is("(") || before.is(",")))
            return true;
        if (s.in_lambda_head(i) && before.is_name("lambda")) return true;
    }
    return false;
}

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// Whether a text of Python 3 has an escape that its compiler cannot decode: `\u` and `\U` without their digits, which
/// mean nothing in Python 2's plain strings ('C:\Users').
bool has_bad_escape(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] != '\\') continue;
        const char kind = text[++i];
        const std::size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        if (kind == 'N' && !text.substr(i + 1).starts_with('{')) return true;
        if (digits == 0) continue;
        const std::string_view number = text.substr(i + 1, digits);
        if (number.size() < digits || !std::ranges::all_of(number, is_hex)) return true;
        if (digits == 8 && number.substr(0, 3) > "001") return true; // beyond U+10FFFF and more
    }
    return false;
}

std::string string_problem(const Token& token, int python) {
    const std::string prefix = lower(token.prefix);
    const auto has = [&](char c) { return prefix.find(c) != std::string::npos; };
    if (has('u') && has('r')) return fmt::format("a string {}''", token.prefix);
    if (has('u') && python < 303) return "a string u''";
    if (has('b') && std::ranges::any_of(token.content, [](char c) {
            return static_cast<unsigned char>(c) >= 0x80;
        }))
        return "bytes that are not ASCII";
    if (!has('b') && !has('r') && !token.is_formatted() && has_bad_escape(token.content))
        return "an escape in a string that is not Unicode's";
    return {};
}

std::string number_problem(std::string_view number) {
    if (number.ends_with('l') || number.ends_with('L'))
        return fmt::format("a long number {}", number);
    const bool digits = std::ranges::all_of(
        number, [](unsigned char c) { return std::isdigit(c) != 0 || c == '_'; });
    if (digits && number.starts_with('0') && number.find_first_not_of("0_") != number.npos)
        return fmt::format("an octal number {}", number);
    return {};
}

} // namespace

std::string only_in_python2(const Statement& s, int python) {
    if (is_command(s, "print")) return "a print statement";
    if (is_command(s, "exec")) return "an exec statement";
    const bool comma = s.find_outside(",") < s.size();
    if (s.begins("except") && comma && python < 314) return "'except X, e'";
    if (s.begins("raise") && comma) return "'raise X, y'";
    if ((s.begins("True") || s.begins("False")) && s.is(1, "="))
        return fmt::format("an assignment to {}", s[0].text);
    if (has_tuple_parameter(s)) return "a parameter that is a tuple";
    for (std::size_t i = 0; python >= 307 && i < s.size(); ++i) {
        const bool async = s.is_name(i, "async") && !s.is_name(i + 1, "def") &&
                           !s.is_name(i + 1, "for") && !s.is_name(i + 1, "with");
        if (async) return "the name 'async', a keyword since 3.7";
        if (s.is_name(i, "await") && i > 0 && s.is(i - 1, "."))
            return "the name 'await', a keyword since 3.7";
    }
    return {};
}

std::string token_only_in_python2(const Token& token, int python) {
    if (token.is("`")) return "backticks";
    if (token.is("<>")) return "the operator <>";
    if (token.kind == Token::Kind::string) return string_problem(token, python);
    if (token.kind == Token::Kind::number) return number_problem(token.text);
    return {};
}

} // namespace calpkg::python
