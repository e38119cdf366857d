#include "lib/egg/make/setup_keywords.hpp"

#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace calpkg::egg {

namespace {

using Kind = python::Value::Kind;

/// Whether an override is meant as Python rather than as plain text.
bool is_literal(const std::string& text) {
    if (text == "True" || text == "False" || text == "None") return true;
    return !text.empty() && std::string_view("'\"[({").find(text.front()) != std::string_view::npos;
}

/// An override stands in no line of setup.py.
void forget_lines(python::Value& value) {
    value.line = 0;
    for (auto* parts : {&value.keys, &value.items})
        for (python::Value& part : *parts) forget_lines(part);
    for (auto& [name, part] : value.named) forget_lines(part);
}

python::Value override_value(const std::string& keyword, const std::string& text) {
    python::Value value;
    if (is_literal(text)) {
        value = python::python_value(text, keyword);
    } else {
        value.kind = Kind::text;
        value.text = text;
    }
    forget_lines(value);
    return value;
}

/// The parts of `text` between `separator`s, without blanks around them and without empty ones.
std::vector<std::string> words_of(const std::string& text, char separator) {
    constexpr const char* blank = " \t\r\n";
    std::vector<std::string> words;
    for (const std::string& part : report::split(text, separator)) {
        const std::size_t first = part.find_first_not_of(blank);
        if (first == std::string::npos) continue;
        words.push_back(part.substr(first, part.find_last_not_of(blank) + 1 - first));
    }
    return words;
}

} // namespace

SetupKeywords::SetupKeywords(SetupCall call, const std::map<std::string, std::string>& overrides)
    : call_(std::move(call)) {
    for (const auto& [keyword, text] : overrides)
        call_.arguments[keyword] = override_value(keyword, text);
}

const python::Value* SetupKeywords::find(const std::string& keyword) const {
    const auto found = call_.arguments.find(keyword);
    if (found == call_.arguments.end() || found->second.kind == Kind::none) return nullptr;
    return &found->second;
}

std::string SetupKeywords::position(const python::Value& value) const {
    if (value.line == 0) return call_.file;
    return fmt::format("{}:{}", call_.file, value.line);
}

report::Error SetupKeywords::error(const std::string& keyword, const std::string& reason,
                                   const std::string& remedy) const {
    const python::Value* value = find(keyword);
    return {value == nullptr ? call_.file : position(*value),
            fmt::format("'{}' {}", keyword, reason), remedy};
}

report::Error SetupKeywords::missing(const std::string& keyword) const {
    return {
        fmt::format("{}:{}", call_.file, call_.line), fmt::format("setup() has no '{}'", keyword),
        fmt::format("add it, or give it with --set {}=VALUE or in the layout's 'setup'", keyword)};
}

report::Error SetupKeywords::wrong(const std::string& keyword, const python::Value& value,
                                   const std::string& expected) const {
    if (value.kind != Kind::unknown && value.kind != Kind::call)
        return {position(value), fmt::format("'{}' takes {}", keyword, expected), ""};
    const std::string why =
        value.kind == Kind::call
            ? fmt::format("what {}() gives is only known when Python runs it", value.text)
            : value.text;
    return {position(value), fmt::format("'{}' cannot be determined: {}", keyword, why),
            fmt::format("give it with --set {}=VALUE or in the layout's 'setup'", keyword)};
}

std::string SetupKeywords::text_of(const std::string& keyword, const python::Value& value) const {
    if (value.kind != Kind::text) throw wrong(keyword, value, "text");
    return value.text;
}

std::string SetupKeywords::text(const std::string& keyword) const {
    const python::Value* value = find(keyword);
    return value == nullptr ? std::string() : text_of(keyword, *value);
}

std::optional<bool> SetupKeywords::flag(const std::string& keyword) const {
    const python::Value* value = find(keyword);
    if (value == nullptr) return std::nullopt;
    if (value->kind != Kind::boolean && value->kind != Kind::number)
        throw wrong(keyword, *value, "True or False");
    return value->truthy();
}

std::vector<std::string> SetupKeywords::texts_of(const std::string& keyword,
                                                 const python::Value& value) const {
    if (value.kind != Kind::list) throw wrong(keyword, value, "a list of strings");
    std::vector<std::string> texts;
    for (const python::Value& item : value.items) texts.push_back(text_of(keyword, item));
    return texts;
}

std::vector<std::string> SetupKeywords::texts(const std::string& keyword) const {
    const python::Value* value = find(keyword);
    return value == nullptr ? std::vector<std::string>() : texts_of(keyword, *value);
}

std::vector<std::string> SetupKeywords::texts_or_commas(const std::string& keyword) const {
    const python::Value* value = find(keyword);
    if (value != nullptr && value->kind == Kind::text) return words_of(value->text, ',');
    return texts(keyword);
}

std::vector<std::string> SetupKeywords::texts_or_lines(const std::string& keyword) const {
    const python::Value* value = find(keyword);
    if (value != nullptr && value->kind == Kind::text) return words_of(value->text, '\n');
    return texts(keyword);
}

const python::Value* SetupKeywords::dict(const std::string& keyword) const {
    const python::Value* value = find(keyword);
    if (value != nullptr && value->kind != Kind::dict) throw wrong(keyword, *value, "a dict");
    return value;
}

std::map<std::string, std::string> SetupKeywords::text_map(const std::string& keyword) const {
    std::map<std::string, std::string> map;
    const python::Value* value = dict(keyword);
    for (std::size_t i = 0; value != nullptr && i < value->keys.size(); ++i)
        map[text_of(keyword, value->keys[i])] = text_of(keyword, value->items[i]);
    return map;
}

std::map<std::string, std::vector<std::string>> SetupKeywords::texts_map(
    const std::string& keyword) const {
    std::map<std::string, std::vector<std::string>> map;
    const python::Value* value = dict(keyword);
    for (std::size_t i = 0; value != nullptr && i < value->keys.size(); ++i) {
        const python::Value& item = value->items[i];
        map[text_of(keyword, value->keys[i])] =
            item.kind == Kind::text ? words_of(item.text, '\n') : texts_of(keyword, item);
    }
    return map;
}

SetupKeywords SetupKeywords::of_call(const std::string& keyword,
                                     const std::vector<std::string>& names) const {
    const python::Value& call = *find(keyword);
    const auto untold = [](const python::Value& value) {
        return value.kind == Kind::unknown || value.kind == Kind::call;
    };
    for (const auto& [name, value] : call.named)
        if (untold(value)) throw wrong(keyword, value, "a call of literals");
    for (const python::Value& value : call.items)
        if (untold(value)) throw wrong(keyword, value, "a call of literals");
    SetupCall inner{call_.file, call.line, call.named};
    for (std::size_t i = 0; i < call.items.size() && i < names.size(); ++i)
        inner.arguments[names[i]] = call.items[i];
    return {std::move(inner), {}};
}

} // namespace calpkg::egg
