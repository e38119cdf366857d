#include "lib/python/values.hpp"

#include "lib/python/string_value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::python {

namespace {

using Kind = Value::Kind;

Value make(Kind kind, int line, std::string text = {}) {
    Value value;
    value.kind = kind;
    value.line = line;
    value.text = std::move(text);
    return value;
}

/// `a + b`, where that is told by both alone.
Value added(Value a, const Value& b) {
    if (a.kind == Kind::text && b.kind == Kind::text) {
        a.text += b.text;
        return a;
    }
    if (a.kind == Kind::list && b.kind == Kind::list) {
        a.items.insert(a.items.end(), b.items.begin(), b.items.end());
        return a;
    }
    if (a.kind == Kind::unknown) return a;
    if (b.kind == Kind::unknown) return b;
    return make(Kind::unknown, a.line, "it adds what is neither text nor a list");
}

/// Turns `dict(a=1)` into a dict.
Value dict_of(Value call) {
    if (!call.items.empty() || call.named.count("**") > 0) {
        return make(Kind::unknown, call.line, "dict(…) of something else");
    }
    Value dict = make(Kind::dict, call.line);
    for (auto& [name, value] : call.named) {
        dict.keys.push_back(make(Kind::text, value.line, name));
        dict.items.push_back(std::move(value));
    }
    return dict;
}

/// How much there is of it, in values and pieces of texts.
std::size_t weight(const Value& value) {
    constexpr std::size_t piece = 64;
    std::size_t sum = 1 + value.text.size() / piece;
    for (const std::vector<Value>* values : {&value.keys, &value.items})
        for (const Value& inner : *values) sum += weight(inner);
    for (const auto& [name, inner] : value.named) sum += weight(inner);
    return sum;
}

} // namespace

bool Value::truthy() const {
    switch (kind) {
    case Kind::none: return false;
    case Kind::boolean: return flag;
    case Kind::number: return text.find_first_not_of("0.") != std::string::npos;
    case Kind::text: return !text.empty();
    case Kind::list:
    case Kind::dict: return !items.empty();
    case Kind::call:
    case Kind::unknown: break;
    }
    return true;
}

ExpressionReader::ExpressionReader(const std::vector<Token>& tokens, const Names& names)
    : tokens_(tokens),
      names_(names) {}

bool ExpressionReader::ends(const Token& token) const {
    if (token.kind == Token::Kind::newline || token.kind == Token::Kind::end) return true;
    return token.is(",") || token.is(":") || token.is(";") || token.closes();
}

/// Goes to the end of the expression, over whatever brackets are in it.
void ExpressionReader::skip(std::size_t& at) const {
    int depth = 0;
    for (; tokens_[at].kind != Token::Kind::end; ++at) {
        const Token& token = tokens_[at];
        if (depth == 0 && ends(token)) return;
        if (token.opens()) ++depth;
        if (token.closes()) --depth;
    }
}

Value ExpressionReader::unknown(std::size_t start) const {
    const Token& token = tokens_[start];
    return make(Kind::unknown, token.line,
                fmt::format("what '{}' begins is only known when Python runs it", token.text));
}

Value ExpressionReader::expression(std::size_t& at) const {
    const std::size_t start = at;
    Value value = sum(at);
    const bool lambda = tokens_[start].is_name("lambda");
    if (ends(tokens_[at]) && !lambda) return value;
    skip(at);
    if (lambda && tokens_[at].is(":")) skip(++at);
    return unknown(start);
}

Value ExpressionReader::sum(std::size_t& at) const {
    Value value = operand(at);
    while (tokens_[at].is("+")) {
        ++at;
        value = added(std::move(value), operand(at));
    }
    return value;
}

/// An atom with whatever is done to it. Only `open(…).read()` means something here.
Value ExpressionReader::operand(std::size_t& at) const {
    const std::size_t start = at;
    Value value = atom(at);
    const bool opened = value.kind == Kind::call && value.text == "open";
    if (opened && tokens_[at].is(".") && tokens_[at + 1].is_name("read") &&
        tokens_[at + 2].is("(") && tokens_[at + 3].is(")")) {
        at += 4;
        if (!tokens_[at].is(".")) return value;
    } else if (!opened && !tokens_[at].is(".") && !tokens_[at].is("[") && !tokens_[at].is("(")) {
        return value;
    }
    while (!ends(tokens_[at]) && !tokens_[at].is("+")) {
        if (!tokens_[at].opens()) {
            ++at;
            continue;
        }
        ++at;
        for (skip(at); tokens_[at].is(",") || tokens_[at].is(":"); skip(at)) ++at;
        if (tokens_[at].kind == Token::Kind::end) break;
        ++at;
    }
    return unknown(start);
}

Value ExpressionReader::atom(std::size_t& at) const {
    const Token& token = tokens_[at];
    if (token.kind == Token::Kind::string) return string(at);
    if (token.kind == Token::Kind::name) return word(at);
    if (token.kind == Token::Kind::number)
        return make(Kind::number, token.line, std::string(tokens_[at++].text));
    if (token.is("(")) return parenthesis(at);
    if (token.is("[")) return list(at);
    if (token.is("{")) return dict(at);
    const std::size_t start = at;
    skip(at);
    return unknown(start);
}

/// Strings that stand side by side are one.
Value ExpressionReader::string(std::size_t& at) const {
    Value value = make(Kind::text, tokens_[at].line);
    for (; tokens_[at].kind == Token::Kind::string; ++at) {
        value.text += string_value(tokens_[at]);
        if (tokens_[at].is_formatted()) value.kind = Kind::unknown;
    }
    if (value.kind == Kind::unknown) value.text = "an f-string is only known when Python runs it";
    return value;
}

Value ExpressionReader::word(std::size_t& at) const {
    const std::size_t start = at;
    std::string name(tokens_[at++].text);
    while (tokens_[at].is(".") && tokens_[at + 1].kind == Token::Kind::name) {
        name += fmt::format(".{}", tokens_[at + 1].text);
        at += 2;
    }
    const int line = tokens_[start].line;
    if (tokens_[at].is("(")) return called(name, at);
    if (name == "None") return make(Kind::none, line);
    if (name == "True" || name == "False") {
        Value value = make(Kind::boolean, line);
        value.flag = name == "True";
        return value;
    }
    const auto found = names_.find(name);
    if (found == names_.end()) return unknown(start);
    constexpr std::size_t most = 1U << 18;
    if (copied_ <= most) copied_ += weight(found->second);
    if (copied_ > most)
        return make(Kind::unknown, line,
                    fmt::format("with '{}' it is larger than anything that people write", name));
    Value value = found->second;
    value.line = line;
    return value;
}

Value ExpressionReader::called(const std::string& function, std::size_t& at) const {
    const std::size_t start = at - 1;
    Value call = arguments(at);
    call.line = tokens_[start].line;
    if (function == "dict") return dict_of(std::move(call));
    call.text = function == "setuptools.find_packages" ? "find_packages" : function;
    if (call.text == "find_packages" || call.text == "open") return call;
    return make(Kind::unknown, call.line,
                fmt::format("what {}() gives is only known when Python runs it", function));
}

Value ExpressionReader::arguments(std::size_t& at) const {
    Value call = make(Kind::call, tokens_[at].line);
    ++at;
    while (!tokens_[at].is(")") && tokens_[at].kind != Token::Kind::end) {
        argument(call, at);
        if (tokens_[at].is(",")) {
            ++at;
        } else if (!tokens_[at].is(")")) {
            call.named["**"] = unknown(at);
            while (!tokens_[at].is(")") && tokens_[at].kind != Token::Kind::end) {
                ++at;
                skip(at);
            }
        }
    }
    if (tokens_[at].is(")")) ++at;
    return call;
}

void ExpressionReader::argument(Value& call, std::size_t& at) const {
    if (tokens_[at].is("**")) return spread(call, at);
    if (tokens_[at].kind == Token::Kind::name && tokens_[at + 1].is("=")) {
        const std::string name(tokens_[at].text);
        at += 2;
        call.named[name] = expression(at);
        return;
    }
    call.items.push_back(expression(at));
}

void ExpressionReader::spread(Value& call, std::size_t& at) const {
    const std::size_t start = at++;
    const Value from = expression(at);
    const bool texts = from.kind == Kind::dict &&
                       std::all_of(from.keys.begin(), from.keys.end(),
                                   [](const Value& key) { return key.kind == Kind::text; });
    if (!texts) {
        call.named["**"] = unknown(start);
        return;
    }
    for (std::size_t i = 0; i < from.keys.size(); ++i)
        call.named[from.keys[i].text] = from.items[i];
}

/// `(a)` is a; `(a,)` and `()` are lists.
Value ExpressionReader::parenthesis(std::size_t& at) const {
    const std::size_t start = at;
    Value value = list(at);
    const bool comma = at >= 2 && tokens_[at - 2].is(",");
    if (value.kind != Kind::list || value.items.size() != 1 || comma) return value;
    Value inner = std::move(value.items.front());
    inner.line = tokens_[start].line;
    return inner;
}

Value ExpressionReader::list(std::size_t& at) const {
    const std::size_t start = at;
    Value value = make(Kind::list, tokens_[at].line);
    ++at;
    while (!ends(tokens_[at]) || tokens_[at].is(",")) {
        value.items.push_back(expression(at));
        if (!tokens_[at].is(",")) break;
        ++at;
    }
    if (tokens_[at].closes()) {
        ++at;
        return value;
    }
    for (; tokens_[at].is(",") || tokens_[at].is(":"); skip(at)) ++at;
    if (tokens_[at].kind != Token::Kind::end) ++at;
    return unknown(start);
}

Value ExpressionReader::dict(std::size_t& at) const {
    const std::size_t start = at;
    Value value = make(Kind::dict, tokens_[at].line);
    ++at;
    while (!tokens_[at].is("}") && tokens_[at].kind != Token::Kind::end) {
        Value key = expression(at);
        if (!tokens_[at].is(":")) { // a set, a comprehension, `**other`
            for (; tokens_[at].is(",") || tokens_[at].is(":"); skip(at)) ++at;
            if (tokens_[at].is("}")) ++at;
            return unknown(start);
        }
        ++at;
        value.keys.push_back(std::move(key));
        value.items.push_back(expression(at));
        if (tokens_[at].is(",")) ++at;
    }
    if (tokens_[at].is("}")) ++at;
    return value;
}

Value python_value(const std::string& text, const std::string& name) {
    const std::vector<Token> tokens = tokenize(text, name);
    const Names names;
    std::size_t at = 0;
    Value value = ExpressionReader(tokens, names).expression(at);
    if (tokens[at].kind == Token::Kind::newline || tokens[at].kind == Token::Kind::end)
        return value;
    return make(Kind::unknown, 1, "it is more than one value");
}

} // namespace calpkg::python
