#include "lib/python/statements.hpp"

#include <algorithm>
#include <array>

namespace calpkg::python {

namespace {

constexpr std::array<std::string_view, 12> kCompound{"if",   "elif", "else",   "while",
                                                     "for",  "try",  "except", "finally",
                                                     "with", "def",  "class",  "async"};
constexpr std::array<std::string_view, 8> kOperators{"and", "or", "not",  "in",
                                                     "is",  "if", "else", "for"};

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
    return std::ranges::find(names, name) != names.end();
}

bool is_compound(const Token& first) {
    return first.kind == Token::Kind::name && is_one_of(first.text, kCompound);
}

/// Where the statement that begins at `begin` ends: at a ";", at a line's end, or at the colon of a head.
std::size_t end_of(const std::vector<Token>& tokens, std::size_t begin) {
    int depth = 0, lambdas = 0;
    for (std::size_t i = begin; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.kind == Token::Kind::newline || token.kind == Token::Kind::end) return i;
        if (token.closes()) --depth;
        if (token.opens()) ++depth;
        if (depth > 0) continue;
        if (token.is(";")) return i;
        if (token.is_name("lambda")) ++lambdas;
        if (!token.is(":")) continue;
        if (lambdas > 0)
            --lambdas;
        else if (is_compound(tokens[begin]))
            return i;
    }
    return tokens.size();
}

} // namespace

Statement::Statement(std::span<const Token> tokens) : tokens_(tokens) {
    places_.reserve(tokens.size());
    int depth = 0;
    std::vector<int> lambdas; // depths of those whose head is open
    for (const Token& token : tokens) {
        if (token.closes()) --depth;
        while (!lambdas.empty() && lambdas.back() > depth) lambdas.pop_back();
        places_.push_back({depth, !lambdas.empty()});
        if (!lambdas.empty() && lambdas.back() == depth && token.is(":")) lambdas.pop_back();
        if (token.is_name("lambda")) lambdas.push_back(depth);
        if (token.opens()) ++depth;
    }
}

std::size_t Statement::find_outside(std::string_view op) const {
    for (std::size_t i = 0; i < size(); ++i)
        if (depth(i) == 0 && !in_lambda_head(i) && tokens_[i].is(op)) return i;
    return size();
}

std::vector<Statement> statements(const std::vector<Token>& tokens) {
    std::vector<Statement> found;
    for (std::size_t begin = 0; begin < tokens.size();) {
        const std::size_t end = end_of(tokens, begin);
        if (end > begin) found.emplace_back(std::span(tokens).subspan(begin, end - begin));
        begin = end + 1;
    }
    return found;
}

bool is_operator_name(std::string_view name) { return is_one_of(name, kOperators); }

} // namespace calpkg::python
