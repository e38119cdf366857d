#include "lib/python/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::python {

namespace {

using Kind = PythonValue::Kind;

PythonValue make(Kind kind, int line, std::string text = {}) {
    PythonValue value;
    value.kind = kind;
    value.line = line;
    value.text = std::move(text);
    return value;
}

/// `a + b`, where that is told by both alone.
PythonValue added(PythonValue a, const PythonValue& b) {
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
PythonValue dict_of(PythonValue call) {
    if (!call.items.empty() || call.named.count("**") > 0) {
        return make(Kind::unknown, call.line, "dict(…) of something else");
    }
    PythonValue dict = make(Kind::dict, call.line);
    for (auto& [name, value] : call.named) {
        dict.keys.push_back(make(Kind::text, value.line, name));
        dict.items.push_back(std::move(value));
    }
    return dict;
}

} // namespace

bool PythonValue::truthy() const {
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

PythonReader::PythonReader(const std::vector<Token>& tokens, const PythonNames& names)
    : tokens_(tokens),
      names_(names) {}

bool PythonReader::ends(const Token& token) const {
    if (token.kind == Token::Kind::newline || token.kind == Token::Kind::end) return true;
    return token.is(",") || token.is(":") || token.is(")") || token.is("]") || token.is("}") ||
           token.is(";");
}

/// Goes to the end of the expression, over whatever brackets are in it.
void PythonReader::skip(std::size_t& at) const {
    int depth = 0;
    for (; tokens_[at].kind != Token::Kind::end; ++at) {
        const Token& token = tokens_[at];
        if (depth == 0 && ends(token)) return;
        if (token.is("(") || token.is("[") || token.is("{")) ++depth;
        if (token.is(")") || token.is("]") || token.is("}")) --depth;
    }
}

PythonValue PythonReader::unknown(std::size_t start) const {
    const Token& token = tokens_[start];
    return make(Kind::unknown, token.line,
                fmt::format("what '{}' begins is only known when Python runs it", token.text));
}

PythonValue PythonReader::expression(std::size_t& at) const {
    const std::size_t start = at;
    PythonValue value = sum(at);
    const bool lambda = tokens_[start].is_name("lambda");
    if (ends(tokens_[at]) && !lambda) return value;
    skip(at);
    if (lambda && tokens_[at].is(":")) skip(++at);
    return unknown(start);
}

PythonValue PythonReader::sum(std::size_t& at) const {
    PythonValue value = operand(at);
    while (tokens_[at].is("+")) {
        ++at;
        value = added(std::move(value), operand(at));
    }
    return value;
}

/// An atom with whatever is done to it. Only `open(…).read()` means something here.
PythonValue PythonReader::operand(std::size_t& at) const {
    const std::size_t start = at;
    PythonValue value = atom(at);
    const bool opened = value.kind == Kind::call && value.text == "open";
    if (opened && tokens_[at].is(".") && tokens_[at + 1].is_name("read") &&
        tokens_[at + 2].is("(") && tokens_[at + 3].is(")")) {
        at += 4;
        if (!tokens_[at].is(".")) return value;
    } else if (!opened && !tokens_[at].is(".") && !tokens_[at].is("[") && !tokens_[at].is("(")) {
        return value;
    }
    while (!ends(tokens_[at]) && !tokens_[at].is("+")) {
        if (!tokens_[at].is("(") && !tokens_[at].is("[") && !tokens_[at].is("{")) {
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

PythonValue PythonReader::atom(std::size_t& at) const {
    const Token& token = tokens_[at];
    if (token.kind == Token::Kind::string) return string(at);
    if (token.kind == Token::Kind::name) return word(at);
    if (token.kind == Token::Kind::number)
        return make(Kind::number, token.line, tokens_[at++].text);
    if (token.is("(")) return parenthesis(at);
    if (token.is("[")) return list(at);
    if (token.is("{")) return dict(at);
    const std::size_t start = at;
    skip(at);
    return unknown(start);
}

/// Strings that stand side by side are one.
PythonValue PythonReader::string(std::size_t& at) const {
    PythonValue value = make(Kind::text, tokens_[at].line);
    for (; tokens_[at].kind == Token::Kind::string; ++at) {
        value.text += tokens_[at].text;
        if (tokens_[at].formatted) value.kind = Kind::unknown;
    }
    if (value.kind == Kind::unknown) value.text = "an f-string is only known when Python runs it";
    return value;
}

PythonValue PythonReader::word(std::size_t& at) const {
    const std::size_t start = at;
    std::string name = tokens_[at++].text;
    while (tokens_[at].is(".") && tokens_[at + 1].kind == Token::Kind::name) {
        name += "." + tokens_[at + 1].text;
        at += 2;
    }
    const int line = tokens_[start].line;
    if (tokens_[at].is("(")) return called(name, at);
    if (name == "None") return make(Kind::none, line);
    if (name == "True" || name == "False") {
        PythonValue value = make(Kind::boolean, line);
        value.flag = name == "True";
        return value;
    }
    const auto found = names_.find(name);
    if (found == names_.end()) return unknown(start);
    PythonValue value = found->second;
    value.line = line;
    return value;
}

PythonValue PythonReader::called(const std::string& function, std::size_t& at) const {
    const std::size_t start = at - 1;
    PythonValue call = arguments(at);
    call.line = tokens_[start].line;
    if (function == "dict") return dict_of(std::move(call));
    call.text = function == "setuptools.find_packages" ? "find_packages" : function;
    if (call.text == "find_packages" || call.text == "open") return call;
    return make(Kind::unknown, call.line,
                fmt::format("what {}() gives is only known when Python runs it", function));
}

PythonValue PythonReader::arguments(std::size_t& at) const {
    PythonValue call = make(Kind::call, tokens_[at].line);
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

void PythonReader::argument(PythonValue& call, std::size_t& at) const {
    if (tokens_[at].is("**")) return spread(call, at);
    if (tokens_[at].kind == Token::Kind::name && tokens_[at + 1].is("=")) {
        const std::string name = tokens_[at].text;
        at += 2;
        call.named[name] = expression(at);
        return;
    }
    call.items.push_back(expression(at));
}

void PythonReader::spread(PythonValue& call, std::size_t& at) const {
    const std::size_t start = at++;
    const PythonValue from = expression(at);
    const bool texts = from.kind == Kind::dict &&
                       std::all_of(from.keys.begin(), from.keys.end(),
                                   [](const PythonValue& key) { return key.kind == Kind::text; });
    if (!texts) {
        call.named["**"] = unknown(start);
        return;
    }
    for (std::size_t i = 0; i < from.keys.size(); ++i)
        call.named[from.keys[i].text] = from.items[i];
}

/// `(a)` is a; `(a,)` and `()` are lists.
PythonValue PythonReader::parenthesis(std::size_t& at) const {
    const std::size_t start = at;
    PythonValue value = list(at);
    const bool comma = at >= 2 && tokens_[at - 2].is(",");
    if (value.kind != Kind::list || value.items.size() != 1 || comma) return value;
    PythonValue inner = std::move(value.items.front());
    inner.line = tokens_[start].line;
    return inner;
}

PythonValue PythonReader::list(std::size_t& at) const {
    const std::size_t start = at;
    PythonValue value = make(Kind::list, tokens_[at].line);
    ++at;
    while (!ends(tokens_[at]) || tokens_[at].is(",")) {
        value.items.push_back(expression(at));
        if (!tokens_[at].is(",")) break;
        ++at;
    }
    if (tokens_[at].is(")") || tokens_[at].is("]") || tokens_[at].is("}")) {
        ++at;
        return value;
    }
    for (; tokens_[at].is(",") || tokens_[at].is(":"); skip(at)) ++at;
    if (tokens_[at].kind != Token::Kind::end) ++at;
    return unknown(start);
}

PythonValue PythonReader::dict(std::size_t& at) const {
    const std::size_t start = at;
    PythonValue value = make(Kind::dict, tokens_[at].line);
    ++at;
    while (!tokens_[at].is("}") && tokens_[at].kind != Token::Kind::end) {
        PythonValue key = expression(at);
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

PythonValue python_value(const std::string& text, const std::string& name) {
    const std::vector<Token> tokens = tokenize(text, name);
    const PythonNames names;
    std::size_t at = 0;
    PythonValue value = PythonReader(tokens, names).expression(at);
    if (tokens[at].kind == Token::Kind::newline || tokens[at].kind == Token::Kind::end)
        return value;
    return make(Kind::unknown, 1, "it is more than one value");
}

} // namespace calpkg::python
