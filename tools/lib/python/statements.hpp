#pragma once

#include "lib/python/lexer.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace calpkg::python {

/// A statement, or the head of a compound one without its colon ("if x"), on one logical line.
class Statement {
public:
    explicit Statement(std::span<const Token> tokens);

    std::size_t size() const { return tokens_.size(); }
    const Token& operator[](std::size_t i) const { return tokens_[i]; }
    /// How many brackets are open around a token; a bracket itself is outside.
    int depth(std::size_t i) const { return places_[i].depth; }
    /// Whether a token is among the parameters of a lambda, or the colon behind them.
    bool in_lambda_head(std::size_t i) const { return places_[i].in_lambda_head; }
    /// Whether the statement begins with the name `word`.
    bool begins(std::string_view word) const { return tokens_[0].is_name(word); }
    bool is(std::size_t i, std::string_view op) const { return i < size() && tokens_[i].is(op); }
    bool is_name(std::size_t i, std::string_view word) const {
        return i < size() && tokens_[i].is_name(word);
    }
    bool is_name(std::size_t i) const { return i < size() && tokens_[i].kind == Token::Kind::name; }
    /// The first operator `op` outside of brackets and heads of lambdas; size() when there is none.
    std::size_t find_outside(std::string_view op) const;

private:
    struct Place {
        int depth;
        bool in_lambda_head;
    };
    std::span<const Token> tokens_;
    std::vector<Place> places_; ///< of each token
};

/// The statements of `tokens`, which lex() has made of a well-formed source and which they refer to. None is empty.
std::vector<Statement> statements(const std::vector<Token>& tokens);

/// Whether `name` is an operator between operands, such as "and".
bool is_operator_name(std::string_view name);

} // namespace calpkg::python
