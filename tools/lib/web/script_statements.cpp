#include "lib/web/script_context.hpp"
#include "lib/web/script_parser.hpp"

namespace calpkg::web {

namespace {

using Kind = ScriptToken::Kind;

}

void ScriptParser::program() {
    while (token_.kind != Kind::end) statement();
}

void ScriptParser::block() {
    expect("{");
    while (!is("}")) statement();
    advance();
}

/// A semicolon, or where one may be left out (section 12.10).
void ScriptParser::semicolon() {
    if (accept(";") || is("}") || token_.kind == Kind::end || token_.after_newline) return;
    unexpected();
}

void ScriptParser::condition() {
    expect("(");
    expression();
    expect(")");
}

void ScriptParser::statement() {
    const Deeper deeper(*this);
    if (is("{")) return block();
    if (accept(";")) return;
    if (is_name() && keyword_statement()) return;
    if (is_name() && peek().text == ":") { // a label
        identifier();
        advance();
        return statement();
    }
    expression();
    semicolon();
}

bool ScriptParser::keyword_statement() {
    const std::string_view word = token_.text;
    if (word == "var" || word == "const") {
        declarations();
        semicolon();
    } else if (word == "let") {
        const ScriptToken ahead = peek();
        if (ahead.kind != Kind::name && ahead.text != "[" && ahead.text != "{") return false;
        declarations();
        semicolon();
    } else if (word == "function") {
        advance();
        if (is("(")) unexpected(); // only an expression has no name
        function(false);
    } else if (word == "async") {
        const ScriptToken ahead = peek();
        if (ahead.text != "function" || ahead.after_newline) return false;
        advance();
        advance();
        function(true);
    } else if (word == "class") {
        advance();
        class_body();
    } else if (word == "if") {
        if_statement();
    } else if (word == "for") {
        for_statement();
    } else if (word == "while" || word == "with") {
        advance();
        condition();
        statement();
    } else if (word == "do") {
        advance();
        statement();
        expect("while");
        condition();
        accept(";");
    } else if (word == "continue" || word == "break") {
        advance();
        if (is_name() && !token_.after_newline) identifier();
        semicolon();
    } else if (word == "return") {
        if (!context_.function) throw ScriptError{token_.at, "'return' stands outside a function"};
        advance();
        if (!is(";") && !is("}") && token_.kind != Kind::end && !token_.after_newline) expression();
        semicolon();
    } else if (word == "throw") {
        advance();
        if (token_.after_newline) unexpected();
        expression();
        semicolon();
    } else if (word == "switch") {
        switch_statement();
    } else if (word == "try") {
        try_statement();
    } else if (word == "debugger") {
        advance();
        semicolon();
    } else if (word == "import") {
        const ScriptToken ahead = peek();
        if (ahead.text == "(" || ahead.text == ".") return false; // an expression
        import_statement();
    } else if (word == "export") {
        export_statement();
    } else {
        return false;
    }
    return true;
}

void ScriptParser::declarations() {
    advance();
    do {
        binding();
        if (accept("=")) assignment();
    } while (accept(","));
}

/// A chain of "else if" is a loop, and no nesting.
void ScriptParser::if_statement() {
    do {
        advance();
        condition();
        statement();
        if (!accept("else")) return;
    } while (is("if"));
    statement();
}

void ScriptParser::for_statement() {
    advance();
    accept("await");
    expect("(");
    {
        const Within within(*this, [](Context& context) { context.no_in = true; });
        if (is("var") || is("const") || (is("let") && peek().text != "in"))
            declarations();
        else if (!is(";"))
            expression();
    }
    if (accept("of")) {
        assignment();
    } else if (accept("in")) {
        expression();
    } else {
        expect(";");
        if (!is(";")) expression();
        expect(";");
        if (!is(")")) expression();
    }
    expect(")");
    statement();
}

void ScriptParser::switch_statement() {
    advance();
    condition();
    expect("{");
    while (!is("}")) {
        if (accept("case"))
            expression();
        else
            expect("default");
        expect(":");
        while (!is("case") && !is("default") && !is("}")) statement();
    }
    advance();
}

void ScriptParser::try_statement() {
    advance();
    block();
    const bool handled = accept("catch");
    if (handled) {
        if (accept("(")) {
            binding();
            expect(")");
        }
        block();
    }
    if (accept("finally"))
        block();
    else if (!handled)
        unexpected();
}

/// `import "a"`, `import a, * as b from "c"`, `import {a as b} from "c"`.
void ScriptParser::import_statement() {
    advance();
    while (token_.kind != Kind::string) {
        if (is("{"))
            exchanged_names();
        else if (!accept("*") && !accept(","))
            identifier();
    }
    advance();
    if (accept("with")) object();
    semicolon();
}

/// `{a as b, default as c}`
void ScriptParser::exchanged_names() {
    advance();
    while (!is("}")) {
        property_key();
        if (accept("as")) property_key();
        if (!accept(",") && !is("}")) unexpected();
    }
    advance();
}

void ScriptParser::export_statement() {
    advance();
    if (accept("default")) {
        assignment();
        accept(";");
        return;
    }
    if (keyword_statement()) return;
    if (accept("*")) {
        if (accept("as")) property_key();
    } else if (is("{")) {
        exchanged_names();
    } else {
        unexpected();
    }
    if (accept("from")) {
        if (token_.kind != Kind::string) unexpected();
        advance();
    }
    semicolon();
}

} // namespace calpkg::web
