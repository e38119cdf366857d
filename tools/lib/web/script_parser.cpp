#include "lib/web/script_parser.hpp"

#include "lib/web/script_context.hpp"

#include <algorithm>

namespace calpkg::web {

namespace {

using Kind = ScriptToken::Kind;

constexpr std::string_view reserved[] = {
    "break", "case",       "catch", "const",    "continue", "debugger", "default", "delete",
    "do",    "else",       "enum",  "export",   "extends",  "finally",  "for",     "if",
    "in",    "instanceof", "class", "function", "new",      "return",   "switch",  "throw",
    "try",   "typeof",     "var",   "void",     "while",    "with"};

constexpr std::string_view binary_operators[] = {
    "+", "-", "*",  "/",  "%",  "**",  "&",  "|",   "^",  "<<", ">>", ">>>",
    "<", ">", "<=", ">=", "==", "===", "!=", "!==", "&&", "||", "??"};

constexpr std::string_view assignment_operators[] = {
    "=",   "+=",   "-=", "*=", "/=", "%=",  "**=", "<<=",
    ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "\?\?="};

constexpr std::string_view prefix_operators[] = {"+", "-", "!", "~", "++", "--"};
constexpr std::string_view prefix_words[] = {"typeof", "void", "delete"};

template <typename List>
bool among(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != std::end(list);
}

/// Whether a token certainly ends an expression; most tokens behind one do.
bool ends_expression(const ScriptToken& token) {
    return token.kind == Kind::punctuator && token.text.size() == 1 &&
           std::string_view(")],;}:").find(token.text.front()) != std::string_view::npos;
}

} // namespace

void ScriptParser::expect(std::string_view text) {
    if (!accept(text)) unexpected();
}

void ScriptParser::unexpected() const {
    constexpr std::size_t shown = 40;
    if (token_.kind == Kind::end) throw ScriptError{token_.at, "it ends in the middle"};
    throw ScriptError{token_.at,
                      "'" + std::string(token_.text.substr(0, shown)) + "' is not expected"};
}

ScriptToken ScriptParser::peek() const {
    ScriptLexer ahead = lexer_;
    return ahead.next();
}

void ScriptParser::identifier() {
    if (!is_name() || among(reserved, token_.text)) unexpected();
    advance();
}

void ScriptParser::expression() {
    do assignment();
    while (accept(","));
}

/// Chains of "=" and of "? :" are loops: scripts that are made small have long ones.
void ScriptParser::assignment() {
    const Deeper deeper(*this);
    for (;;) {
        if (is("yield") && context_.generator) return yield_expression();
        const bool async = is("async");
        const Form form = binary();
        if (ends_expression(token_)) return;
        if (is("=>") && !token_.after_newline) {
            if (form == Form::value) unexpected();
            advance();
            return arrow_body(async);
        }
        if (token_.kind != Kind::punctuator) return;
        if (token_.text == "?") {
            advance();
            {
                const Within within(*this, [](Context& context) { context.no_in = false; });
                assignment();
            }
            expect(":");
        } else if (among(assignment_operators, token_.text)) {
            if (form == Form::value)
                throw ScriptError{token_.at, "a value is assigned to what is not a variable"};
            advance();
        } else {
            return;
        }
    }
}

void ScriptParser::yield_expression() {
    advance();
    constexpr std::string_view ends[] = {")", "]", "}", ",", ";", ":", "in", "of"};
    if (token_.after_newline || token_.kind == Kind::end ||
        (token_.kind != Kind::string && among(ends, token_.text)))
        return;
    accept("*");
    assignment();
}

ScriptParser::Form ScriptParser::binary() {
    Form form = unary();
    for (;; form = Form::value) {
        if (ends_expression(token_)) return form;
        const bool word = is("instanceof") || (is("in") && !context_.no_in);
        if (!word && (token_.kind != Kind::punctuator || !among(binary_operators, token_.text)))
            return form;
        advance();
        unary();
    }
}

ScriptParser::Form ScriptParser::unary() {
    bool prefixed = false;
    for (;; prefixed = true) {
        const bool sign = token_.kind == Kind::punctuator && among(prefix_operators, token_.text);
        const bool word =
            is_name() && (among(prefix_words, token_.text) || (is("await") && context_.async));
        if (!sign && !word) break;
        advance();
    }
    const Form form = suffixed();
    if ((is("++") || is("--")) && !token_.after_newline) {
        if (form == Form::value) unexpected();
        advance();
        prefixed = true;
    }
    return prefixed ? Form::value : form;
}

ScriptParser::Form ScriptParser::suffixed() {
    bool made = false;
    while (accept("new")) {
        made = true;
        if (is(".")) break; // new.target
    }
    const bool async = is("async");
    Form form = made && is(".") ? Form::value : primary();
    if (made) form = Form::value;
    for (;;) {
        if (accept(".")) {
            accept("#");
            if (!is_name()) unexpected();
            advance();
            form = Form::target;
        } else if (accept("?.")) {
            if (is_name())
                advance();
            else if (!is("(") && !is("[") && !is("`") && !is("#"))
                unexpected();
            form = Form::target;
        } else if (is("[")) {
            const Within within(*this, [](Context& context) { context.no_in = false; });
            advance();
            expression();
            expect("]");
            form = Form::target;
        } else if (is("(")) {
            arguments();
            form = async ? Form::parameters
                         : Form::target; // "async(a) => b"; "f() = 1" fails when it runs
        } else if (is("`")) {
            template_literal();
            form = Form::value;
        } else {
            return form;
        }
    }
}

ScriptParser::Form ScriptParser::primary() {
    const Deeper deeper(*this);
    if (is_name()) return named_primary();
    if (token_.kind == Kind::number || token_.kind == Kind::string) {
        advance();
        return Form::value;
    }
    if (is("(")) return parentheses();
    if (is("[")) return array(), Form::target;
    if (is("{")) return object(), Form::target;
    if (is("`")) return template_literal(), Form::value;
    if (is("/") || is("/=")) {
        token_ = lexer_.rescan_regex(token_);
        advance();
        return Form::value;
    }
    if (accept("#") && is_name()) return advance(), Form::value; // "#x in y"
    unexpected();
}

ScriptParser::Form ScriptParser::named_primary() {
    if (accept("function")) return function(false), Form::value;
    if (accept("class")) return class_body(), Form::value;
    if (is("async")) {
        const ScriptToken ahead = peek();
        if (ahead.kind == Kind::name && !ahead.after_newline && ahead.text != "in" &&
            ahead.text != "of" && ahead.text != "instanceof") {
            advance();
            if (accept("function")) return function(true), Form::value;
            identifier();
            if (!is("=>")) unexpected();
            return Form::parameters;
        }
    }
    identifier();
    return Form::target;
}

/// Parentheses, or the parameters of an arrow function: which of both is known behind them.
ScriptParser::Form ScriptParser::parentheses() {
    bool parameters = false;
    {
        const Within within(*this, [](Context& context) { context.no_in = false; });
        advance();
        parameters = is(")");
        while (!is(")")) {
            parameters = accept("...");
            assignment();
            if (is(")")) break;
            expect(",");
            parameters = is(")");
        }
    }
    advance();
    if (parameters && !is("=>")) unexpected();
    return Form::parameters;
}

void ScriptParser::arguments() {
    const Within within(*this, [](Context& context) { context.no_in = false; });
    advance();
    while (!is(")")) {
        accept("...");
        assignment();
        if (!accept(",") && !is(")")) unexpected();
    }
    advance();
}

void ScriptParser::array() {
    const Within within(*this, [](Context& context) { context.no_in = false; });
    advance();
    while (!is("]")) {
        if (accept(",")) continue;
        accept("...");
        assignment();
        if (!accept(",") && !is("]")) unexpected();
    }
    advance();
}

/// Whether the next token is the modifier `word` of a member, and not its name. Consumes it then.
bool ScriptParser::is_modifier(std::string_view word) {
    if (!is(word)) return false;
    constexpr std::string_view ends[] = {"(", ",", ":", "}", "=", ";"};
    const ScriptToken ahead = peek();
    if (ahead.kind == Kind::end || (ahead.kind == Kind::punctuator && among(ends, ahead.text)))
        return false;
    advance();
    return true;
}

void ScriptParser::property_key() {
    if (accept("[")) {
        assignment();
        expect("]");
        return;
    }
    accept("#");
    if (!is_name() && token_.kind != Kind::string && token_.kind != Kind::number) unexpected();
    advance();
}

void ScriptParser::object() {
    const Within within(*this, [](Context& context) { context.no_in = false; });
    advance();
    while (!is("}")) {
        if (accept("...")) {
            assignment();
        } else {
            const bool async = is_modifier("async");
            const bool generator = accept("*");
            const bool accessor =
                !async && !generator && (is_modifier("get") || is_modifier("set"));
            const bool named = is_name();
            property_key();
            if (is("("))
                method(async, generator);
            else if (async || generator || accessor)
                unexpected();
            else if (accept(":") || (named && accept("=")))
                assignment(); // "=" in a pattern
            else if (!named)
                unexpected();
        }
        if (!accept(",") && !is("}")) unexpected();
    }
    advance();
}

void ScriptParser::template_literal() {
    const Deeper deeper(*this);
    const Within within(*this, [](Context& context) { context.no_in = false; });
    while (!lexer_.template_ends(token_)) {
        advance();
        expression();
        if (!is("}")) unexpected();
    }
    advance();
}

void ScriptParser::arrow_body(bool async) {
    Context inner = context_;
    inner.function = true;
    inner.generator = false;
    inner.async = async;
    const bool braces = is("{");
    if (braces) inner.no_in = false;
    const Within within(*this, inner);
    if (braces)
        block();
    else
        assignment();
}

void ScriptParser::function(bool async) {
    const bool generator = accept("*");
    if (!is("(")) identifier();
    method(async, generator);
}

void ScriptParser::method(bool async, bool generator) {
    const Within within(*this, Context{true, generator, async, false});
    expect("(");
    while (!is(")")) {
        accept("...");
        binding();
        if (accept("=")) assignment();
        if (!accept(",") && !is(")")) unexpected();
    }
    advance();
    block();
}

void ScriptParser::binding() {
    const Deeper deeper(*this);
    if (is("["))
        array();
    else if (is("{"))
        object();
    else
        identifier();
}

void ScriptParser::class_body() {
    const Deeper deeper(*this);
    if (!is("{") && !is("extends")) identifier();
    if (accept("extends")) suffixed();
    expect("{");
    while (!is("}")) class_member();
    advance();
}

void ScriptParser::class_member() {
    if (accept(";")) return;
    const bool is_static = is_modifier("static");
    if (is_static && is("{")) {
        const Within within(*this, Context{});
        return block();
    }
    const bool async = is_modifier("async");
    const bool generator = accept("*");
    if (!async && !generator && !is_modifier("get")) is_modifier("set");
    property_key();
    if (is("(")) return method(async, generator);
    const Within within(*this, Context{});
    if (accept("=")) assignment();
    semicolon();
}

} // namespace calpkg::web
