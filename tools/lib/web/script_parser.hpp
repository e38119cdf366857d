#pragma once

#include "lib/web/script_lexer.hpp"

namespace calpkg::web {

/// Accepts what is JavaScript of any edition, script or module (ECMAScript 2023, chapters 13 to 16), and throws
/// ScriptError for what is not. It is generous: rules that concern names (strict mode, labels, duplicates) and the
/// inside of regular expressions are not held. Takes time in proportion to the script, no memory of
/// its own, and a bounded depth of the stack.
class ScriptParser {
public:
    explicit ScriptParser(std::string_view script) : lexer_(script) { advance(); }

    void program();

private:
    /// What an expression is, as far as "=" and "=>" have to know it.
    enum class Form { value, target, parameters };

    /// Inside what code stands; restored when a function ends.
    struct Context {
        bool function = false;
        bool generator = false;
        bool async = false;
        bool no_in = false; ///< head of a "for": "in" is not an operator
    };

    class Deeper; ///< counts a level while it lives
    class Within; ///< sets the context while it lives

    // script_parser.cpp: tokens and expressions
    void advance() { token_ = lexer_.next(); }
    ScriptToken peek() const;
    bool is(std::string_view text) const {
        return token_.text == text && token_.kind != ScriptToken::Kind::string;
    }
    bool is_name() const { return token_.kind == ScriptToken::Kind::name; }
    bool accept(std::string_view text) {
        if (!is(text)) return false;
        advance();
        return true;
    }
    void expect(std::string_view text);
    [[noreturn]] void unexpected() const;
    void identifier();
    void expression();
    void assignment();
    void yield_expression();
    Form binary();
    Form unary();
    Form suffixed();
    Form primary();
    Form named_primary();
    Form parentheses();
    void arguments();
    void array();
    void object();
    void template_literal();
    void arrow_body(bool async);
    bool is_modifier(std::string_view word);
    void property_key();
    void function(bool async);
    void method(bool async, bool generator);
    void class_body();
    void class_member();
    void binding();

    // script_statements.cpp
    void statement();
    bool keyword_statement();
    void block();
    void semicolon();
    void declarations();
    void if_statement();
    void for_statement();
    void switch_statement();
    void try_statement();
    void import_statement();
    void export_statement();
    void exchanged_names();
    void condition();

    ScriptLexer lexer_;
    ScriptToken token_;
    Context context_;
    int depth_ = 0;
};

} // namespace calpkg::web
