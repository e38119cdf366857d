#include "lib/layout/mapping.hpp"

#include "lib/report/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace calpkg::layout {

namespace {

report::Error wrong_type(const Value& value, std::string_view key, std::string_view expected) {
    return error_at(value.at, fmt::format("'{}' takes {}, not {}", std::string(key), expected,
                                          described(value)));
}

const Value& list_of(const Value& value, std::string_view key) {
    if (value.kind != Value::Kind::list) throw wrong_type(value, key, "a list");
    if (value.items.empty())
        throw error_at(value.at, fmt::format("'{}' is an empty list", key),
                       "remove it, or fill it");
    return value;
}

} // namespace

std::string text_of(const Value& value, std::string_view key, const TextForm& rule) {
    if (value.kind != Value::Kind::scalar) throw wrong_type(value, key, "text");
    if (!rule.accepts(value.text))
        throw error_at(value.at, fmt::format("'{}' cannot be '{}'", std::string(key), value.text),
                       fmt::format("it takes {}", rule.form));
    return value.text;
}

unsigned mode_of(const Value& value, std::string_view key) {
    const std::string text = text_of(value, key, forms::anything);
    const char* const remedy = "write it in octal and in quotes, like \"0644\"";
    if (!value.quoted)
        throw error_at(value.at, fmt::format("'{}' has the mode {} without quotes", key, text),
                       remedy);
    unsigned mode = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, mode, 8);
    const bool shaped = (text.size() == 4 || text.size() == 5) && text.front() == '0';
    if (!shaped || failure != std::errc() || stop != end)
        throw error_at(value.at, fmt::format("'{}' cannot be '{}'", std::string(key), text),
                       remedy);
    return mode;
}

Mapping::Mapping(const Value& value, std::string what) : value_(&value), what_(std::move(what)) {
    if (value.kind != Value::Kind::map)
        throw error_at(value.at, fmt::format("{} must be a mapping (key: value), not {}", what_,
                                             described(value)));
}

void Mapping::allow_only(const std::vector<std::string>& keys) const {
    for (const Value::Member& member : members())
        if (std::find(keys.begin(), keys.end(), member.key) == keys.end())
            throw error_at(member.at, fmt::format("unknown key '{}' in {}", member.key, what_),
                           report::suggestion(member.key, keys));
}

const Value::Member* Mapping::find(std::string_view key) const {
    const auto found = std::find_if(members().begin(), members().end(),
                                    [&](const Value::Member& m) { return m.key == key; });
    return found == members().end() ? nullptr : &*found;
}

const Value& Mapping::require(std::string_view key) const {
    const Value::Member* member = find(key);
    if (member == nullptr)
        throw error_at(at(), fmt::format("{} has no '{}'", what_, key),
                       fmt::format("add '{}: …'", key));
    return member->value;
}

std::string Mapping::text(std::string_view key, const TextForm& rule) const {
    return text_of(require(key), key, rule);
}

std::string Mapping::text_or(std::string_view key, const TextForm& rule,
                             const std::string& missing) const {
    const Value::Member* member = find(key);
    return member == nullptr ? missing : text_of(member->value, key, rule);
}

bool Mapping::flag_or(std::string_view key, bool missing) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return missing;
    const Value& value = member->value;
    const bool plain = value.kind == Value::Kind::scalar && !value.quoted;
    if (plain && value.text == "true") return true;
    if (plain && value.text == "false") return false;
    throw wrong_type(value, key, "true or false");
}

std::optional<unsigned> Mapping::mode(std::string_view key) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return std::nullopt;
    return mode_of(member->value, key);
}

std::string Mapping::word(std::string_view key, const std::vector<std::string>& words) const {
    const Value& value = require(key);
    std::string text = text_of(value, key, forms::anything);
    if (std::find(words.begin(), words.end(), text) == words.end())
        throw error_at(value.at, fmt::format("'{}' cannot be '{}'", key, text),
                       report::suggestion(text, words));
    return text;
}

std::vector<std::string> Mapping::words_or_none(std::string_view key,
                                                const std::vector<std::string>& words) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return {};
    if (member->value.kind != Value::Kind::list) return {word(key, words)};
    std::vector<std::string> chosen = texts(key, forms::anything);
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (std::find(words.begin(), words.end(), chosen[i]) == words.end())
            throw error_at(member->value.items[i].at,
                           fmt::format("'{}' cannot have '{}'", key, chosen[i]),
                           report::suggestion(chosen[i], words));
    return chosen;
}

const std::string& Mapping::step_kind(const std::vector<std::string>& kinds) const {
    const std::string* found = nullptr;
    for (const std::string& kind : kinds) {
        if (find(kind) == nullptr) continue;
        if (found != nullptr)
            throw error_at(at(), fmt::format("a step cannot be both '{}' and '{}'", *found, kind),
                           "make two steps of it");
        found = &kind;
    }
    if (found == nullptr)
        throw error_at(at(), "the step does not say what it is",
                       fmt::format("add one of: {}", fmt::join(kinds, ", ")));
    return *found;
}

std::vector<std::string> Mapping::texts(std::string_view key, const TextForm& rule) const {
    std::vector<std::string> texts;
    for (const Value& item : list_of(require(key), key).items) {
        std::string text = text_of(item, key, rule);
        if (std::find(texts.begin(), texts.end(), text) != texts.end())
            throw error_at(item.at, fmt::format("'{}' lists '{}' twice", key, text),
                           "remove one of the two");
        texts.push_back(std::move(text));
    }
    return texts;
}

std::vector<std::string> Mapping::texts_or_none(std::string_view key, const TextForm& rule) const {
    return find(key) == nullptr ? std::vector<std::string>() : texts(key, rule);
}

std::map<std::string, std::string> Mapping::pairs(std::string_view key, const TextForm& keys,
                                                  const TextForm& values) const {
    std::map<std::string, std::string> pairs;
    const Value::Member* member = find(key);
    if (member == nullptr) return pairs;
    for (const Value::Member& pair : Mapping(member->value, fmt::format("'{}'", key)).members()) {
        if (!keys.accepts(pair.key))
            throw error_at(pair.at, fmt::format("'{}' is not a name for '{}'", pair.key, key),
                           fmt::format("it takes {}", keys.form));
        pairs[pair.key] = text_of(pair.value, pair.key, values);
    }
    return pairs;
}

} // namespace calpkg::layout
