#include "lib/python/value_form.hpp"

#include <algorithm>
#include <array>

namespace calpkg::python {

namespace {

using Tokens = std::span<const Token>;

/// The parts of `tokens` between the operators `text` that stand outside of all brackets.
std::vector<Tokens> split(Tokens tokens, std::string_view text) {
    std::vector<Tokens> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].opens()) ++depth;
        if (tokens[i].closes()) --depth;
        if (depth != 0 || !tokens[i].is(text)) continue;
        parts.push_back(tokens.subspan(begin, i - begin));
        begin = i + 1;
    }
    parts.push_back(tokens.subspan(begin));
    return parts;
}

bool has_word(Tokens tokens, std::string_view word) {
    int depth = 0;
    return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
        depth += token.opens() ? 1 : token.closes() ? -1 : 0;
        return depth == 0 && token.is_name(word);
    });
}

/// The index of the bracket that the last token closes.
std::size_t last_opening(Tokens tokens) {
    int depth = 0;
    for (std::size_t i = tokens.size(); i-- > 0;) {
        if (tokens[i].closes()) ++depth;
        if (tokens[i].opens() && --depth == 0) return i;
    }
    return 0;
}

/// A call of something that gives text, whatever it is given.
bool gives_text(const Token& function) {
    static constexpr std::array<std::string_view, 13> kNames{
        "join",       "format", "abspath", "dirname", "basename", "realpath", "normpath",
        "expanduser", "str",    "unicode", "strip",   "rstrip",   "replace"};
    return function.kind == Token::Kind::name &&
           std::find(kNames.begin(), kNames.end(), function.text) != kNames.end();
}

ValueForm form_of_bracketed(Tokens tokens) {
    const Tokens inside = tokens.subspan(1, tokens.size() - 2);
    if (tokens.front().is("[")) return ValueForm::list;
    if (tokens.front().is("{")) return ValueForm::other;
    if (inside.empty()) return ValueForm::tuple;
    if (has_word(inside, "for")) return ValueForm::other; // a generator
    return form_of(inside);
}

/// The form of what has neither a comma nor an operator outside of brackets.
ValueForm form_of_operand(Tokens tokens) {
    if (tokens.empty()) return ValueForm::unknown;
    const Token& last = tokens.back();
    if (last.kind == Token::Kind::string || last.kind == Token::Kind::number)
        return ValueForm::other;
    if (!last.closes()) return ValueForm::unknown;
    const std::size_t open = last_opening(tokens);
    if (open == 0) return form_of_bracketed(tokens);
    if (!last.is(")")) return ValueForm::unknown; // a subscript
    const Token& function = tokens[open - 1];
    if (open == 1 && function.text == "tuple") return ValueForm::tuple;
    if (open == 1 && function.text == "list") return ValueForm::list;
    return gives_text(function) ? ValueForm::other : ValueForm::unknown;
}

} // namespace

std::vector<Assignment> assignments_to(const Lexed& text, std::string_view name) {
    std::vector<Assignment> found;
    const Tokens tokens = text.tokens;
    int depth = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        depth += tokens[i].opens() ? 1 : tokens[i].closes() ? -1 : 0;
        const bool assigned =
            tokens[i].is_name(name) && (tokens[i + 1].is("=") || tokens[i + 1].is("+="));
        if (depth != 0 || !assigned || (i > 0 && tokens[i - 1].is("."))) continue;
        std::size_t end = i + 2;
        int inside = 0;
        for (; end < tokens.size() && tokens[end].kind != Token::Kind::newline; ++end) {
            inside += tokens[end].opens() ? 1 : tokens[end].closes() ? -1 : 0;
            if (inside == 0 && tokens[end].is(";")) break;
        }
        found.push_back({tokens[i].line, tokens.subspan(i + 2, end - i - 2)});
    }
    return found;
}

ValueForm form_of(std::span<const Token> value) {
    const std::vector<Tokens> assigned = split(value, "=");
    if (assigned.size() > 1) return form_of(assigned.back()); // A = B = VALUE
    if (split(value, ",").size() > 1) return ValueForm::tuple;
    if (has_word(value, "if") || has_word(value, "or") || has_word(value, "and") ||
        has_word(value, "lambda"))
        return ValueForm::unknown;
    const std::vector<Tokens> formatted = split(value, "%");
    if (formatted.size() > 1) return form_of(formatted.front());
    ValueForm form = ValueForm::unknown;
    for (const Tokens& summand : split(value, "+")) {
        form = form_of_operand(summand);
        if (form != ValueForm::unknown) return form; // all summands have one type
    }
    return form;
}

} // namespace calpkg::python
