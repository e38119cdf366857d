#include "lib/layout/mapping.hpp"

#include "lib/report/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <unordered_set>

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

std::vector<std::string> texts_of(const Value& value, std::string_view key, const TextForm& rule) {
    std::vector<std::string> texts;
    std::unordered_set<std::string> seen;
    for (const Value& item : list_of(value, key).items) {
        std::string text = text_of(item, key, rule);
        if (!seen.insert(text).second)
            throw error_at(item.at, fmt::format("'{}' lists '{}' twice", key, text),
                           "remove one of the two");
        texts.push_back(std::move(text));
    }
    return texts;
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

std::string word_of(const Value& value, std::string_view key,
                    const std::vector<std::string>& words) {
    std::string text = text_of(value, key, forms::anything);
    if (std::ranges::find(words, text) == words.end())
        throw error_at(value.at, fmt::format("'{}' cannot be '{}'", key, text),
                       report::suggestion(text, words));
    return text;
}

namespace {

/// One of `words`, or a list of some.
std::vector<std::string> list_of_words(const Value::Member& member,
                                       const std::vector<std::string>& words) {
    const Value& value = member.value;
    if (value.kind != Value::Kind::list) return {word_of(value, member.key, words)};
    std::vector<std::string> chosen = texts_of(value, member.key, forms::anything);
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (std::ranges::find(words, chosen[i]) == words.end())
            throw error_at(value.items[i].at,
                           fmt::format("'{}' cannot have '{}'", member.key, chosen[i]),
                           report::suggestion(chosen[i], words));
    return chosen;
}

} // namespace

Mapping::Mapping(const Value& value, std::string what, const Keys& keys)
    : Mapping(value, std::move(what)) {
    keys_ = &keys;
    allow_only(keys.names());
    for (const Key& key : keys.keys)
        if (key.required) require(key.name);
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

bool Mapping::follows_an_alternative() const {
    const auto is_here = [&](const std::string& key) { return find(key) != nullptr; };
    return std::ranges::any_of(keys_->alternatives, [&](const Alternative& one) {
        return std::ranges::all_of(one.with, is_here) && std::ranges::none_of(one.without, is_here);
    });
}

const Form& Mapping::form(std::string_view key, std::initializer_list<Form::Kind> kinds) const {
    const Key* known = keys_ == nullptr ? nullptr : keys_->find(key);
    if (known == nullptr || std::ranges::find(kinds, known->form.kind) == kinds.end())
        throw std::logic_error(fmt::format("no table says how to read '{}'", key));
    return known->form;
}

std::string Mapping::text(std::string_view key) const {
    return text_of(require(key), key, *form(key, {Form::Kind::text}).text);
}

std::string Mapping::text_or(std::string_view key, const std::string& missing) const {
    return find(key) == nullptr ? missing : text(key);
}

bool Mapping::flag_or(std::string_view key, bool missing) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return missing;
    form(key, {Form::Kind::flag});
    const Value& value = member->value;
    const bool plain = value.kind == Value::Kind::scalar && !value.quoted;
    if (plain && value.text == "true") return true;
    if (plain && value.text == "false") return false;
    throw wrong_type(value, key, "true or false");
}

std::optional<unsigned> Mapping::mode(std::string_view key) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return std::nullopt;
    form(key, {Form::Kind::mode});
    return mode_of(member->value, key);
}

std::string Mapping::own_name(std::string_view key, const std::filesystem::path& file) const {
    std::string name = text(key);
    if (name == file.stem().string()) return name;
    throw error_at(require(key).at,
                   fmt::format("the {} '{}' is in '{}'", key, name, file.filename().string()),
                   fmt::format("rename the file to '{}.yaml'", name));
}

std::uint32_t Mapping::number_or_none(std::string_view key) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return 0;
    const Form& wanted = form(key, {Form::Kind::number});
    const std::string text = text_of(member->value, key, forms::token);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < wanted.least ||
        number > wanted.most)
        throw error_at(member->value.at, fmt::format("'{}' takes a number from {} to {}", key,
                                                     wanted.least, wanted.most));
    return number;
}

std::string Mapping::word(std::string_view key) const {
    return word_of(require(key), key, form(key, {Form::Kind::word}).words);
}

std::vector<std::string> Mapping::words_or_none(std::string_view key) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return {};
    return list_of_words(*member, form(key, {Form::Kind::words}).words);
}

std::string Mapping::name_or(std::string_view key, const std::vector<std::string>& names,
                             const std::string& missing) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return missing;
    form(key, {Form::Kind::name});
    return word_of(member->value, key, names);
}

std::vector<std::string> Mapping::names_or_none(std::string_view key,
                                                const std::vector<std::string>& names) const {
    const Value::Member* member = find(key);
    if (member == nullptr) return {};
    form(key, {Form::Kind::names});
    return list_of_words(*member, names);
}

std::size_t Mapping::step_kind(const std::vector<const Keys*>& kinds) const {
    std::vector<std::string> names;
    for (const Keys* kind : kinds) names.push_back(kind->keys.front().name);
    std::size_t found = kinds.size();
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (find(names[i]) == nullptr) continue;
        if (found != kinds.size())
            throw error_at(
                at(), fmt::format("a step cannot be both '{}' and '{}'", names[found], names[i]),
                "make two steps of it");
        found = i;
    }
    if (found == kinds.size())
        throw error_at(at(), "the step does not say what it is",
                       fmt::format("add one of: {}", fmt::join(names, ", ")));
    return found;
}

std::vector<std::string> Mapping::texts(std::string_view key) const {
    const Value& value = require(key);
    const Form& form = this->form(key, {Form::Kind::texts, Form::Kind::text_or_texts});
    if (form.kind == Form::Kind::text_or_texts && value.kind == Value::Kind::scalar)
        return {text_of(value, key, *form.text)};
    return texts_of(value, key, *form.text);
}

std::vector<std::string> Mapping::texts_or_none(std::string_view key) const {
    return find(key) == nullptr ? std::vector<std::string>() : texts(key);
}

std::map<std::string, std::string> Mapping::pairs(std::string_view key) const {
    std::map<std::string, std::string> pairs;
    const Value::Member* member = find(key);
    if (member == nullptr) return pairs;
    const Form& form = this->form(key, {Form::Kind::map});
    for (const Value::Member& pair : Mapping(member->value, fmt::format("'{}'", key)).members()) {
        if (!form.text->accepts(pair.key))
            throw error_at(pair.at, fmt::format("'{}' is not a name for '{}'", pair.key, key),
                           fmt::format("it takes {}", form.text->form));
        pairs[pair.key] = text_of(pair.value, pair.key, *form.items.at(0).text);
    }
    return pairs;
}

} // namespace calpkg::layout
