#pragma once

#include "lib/layout/keys.hpp"
#include "lib/layout/yaml.hpp"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::layout {

/// Reads the keys of one YAML mapping, each by its form in a table. Whatever is wrong is a report::Error with
/// the line of the key or of the value. Refers to the Value and to the Keys, which have to outlive it.
class Mapping {
public:
    /// `what` names the mapping in messages ("the layout"). Throws when `value` is not a mapping; with a suggestion
    /// for a key that is not one of `keys`; and for a key that is missing.
    Mapping(const Value& value, std::string what, const Keys& keys);
    /// One whose keys are free, or choose the table: what the functions below read of it has no form.
    Mapping(const Value& value, std::string what);

    /// Throws, with a suggestion, for a key that is not one of `keys`.
    void allow_only(const std::vector<std::string>& keys) const;

    const Position& at() const { return value_->at; }
    const std::vector<Value::Member>& members() const { return value_->members; }
    const Value::Member* find(std::string_view key) const;
    /// The value of a key that must be there.
    const Value& require(std::string_view key) const;
    /// Whether it follows one of the table's alternatives.
    bool follows_an_alternative() const;

    /// Which of `kinds` the step is, the one whose first key is here. Throws for none and for two.
    std::size_t step_kind(const std::vector<const Keys*>& kinds) const;

    /// The text of `key`, which has to be the name of `file` without ".yaml".
    std::string own_name(std::string_view key, const std::filesystem::path& file) const;

    // Each by its form in the table; a key without one, or with that of another function, is a std::logic_error.
    std::string text(std::string_view key) const; ///< must be there
    std::string text_or(std::string_view key, const std::string& missing) const;
    bool flag_or(std::string_view key, bool missing) const;   ///< true or false
    std::optional<unsigned> mode(std::string_view key) const; ///< "0644", in quotes
    std::uint32_t number_or_none(std::string_view key) const; ///< 0 when the key is not there
    std::string word(std::string_view key) const;             ///< must be there
    /// One word or a list of some; none when the key is not there.
    std::vector<std::string> words_or_none(std::string_view key) const;
    /// One of `names`, which the file declares.
    std::string name_or(std::string_view key, const std::vector<std::string>& names,
                        const std::string& missing) const;
    /// One of `names` or a list of some; none when the key is not there.
    std::vector<std::string> names_or_none(std::string_view key,
                                           const std::vector<std::string>& names) const;
    /// A list that is not empty; must be there. Also one text, where the form is so.
    std::vector<std::string> texts(std::string_view key) const;
    std::vector<std::string> texts_or_none(std::string_view key) const;
    /// A mapping of texts, empty when the key is not there.
    std::map<std::string, std::string> pairs(std::string_view key) const;

private:
    const Form& form(std::string_view key, std::initializer_list<Form::Kind> kinds) const;

    const Value* value_;
    std::string what_;
    const Keys* keys_ = nullptr;
};

/// The text of a scalar that follows `rule`; `key` names it in messages.
std::string text_of(const Value& value, std::string_view key, const TextForm& rule);

/// One of `words`; `key` names it in messages.
std::string word_of(const Value& value, std::string_view key,
                    const std::vector<std::string>& words);

/// The permission bits of a quoted octal scalar, "0644".
unsigned mode_of(const Value& value, std::string_view key);

} // namespace calpkg::layout
