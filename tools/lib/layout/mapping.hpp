#pragma once

#include "lib/layout/text_form.hpp"
#include "lib/layout/yaml.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::layout {

/// Reads the keys of one YAML mapping, each by its type. Whatever is wrong is a report::Error with
/// the line of the key or of the value. Refers to the Value, which has to outlive it.
class Mapping {
public:
    /// `what` names the mapping in messages ("the layout"). Throws when `value` is not a mapping.
    Mapping(const Value& value, std::string what);

    /// Throws, with a suggestion, for a key that is not one of `keys`.
    void allow_only(const std::vector<std::string>& keys) const;

    const Position& at() const { return value_->at; }
    const std::vector<Value::Member>& members() const { return value_->members; }
    const Value::Member* find(std::string_view key) const;
    /// The value of a key that must be there.
    const Value& require(std::string_view key) const;

    /// The one of `kinds` that is a key here, the kind of step that it is. Throws for none and for two.
    const std::string& step_kind(const std::vector<std::string>& kinds) const;

    std::string text(std::string_view key, const TextForm& rule) const; ///< must be there
    std::string text_or(std::string_view key, const TextForm& rule,
                        const std::string& missing) const;
    bool flag_or(std::string_view key, bool missing) const;   ///< true or false
    std::optional<unsigned> mode(std::string_view key) const; ///< "0644", in quotes
    /// One of `words`; must be there.
    std::string word(std::string_view key, const std::vector<std::string>& words) const;
    /// One of `words` or a list of some; none when the key is not there.
    std::vector<std::string> words_or_none(std::string_view key,
                                           const std::vector<std::string>& words) const;
    /// A list that is not empty; must be there.
    std::vector<std::string> texts(std::string_view key, const TextForm& rule) const;
    std::vector<std::string> texts_or_none(std::string_view key, const TextForm& rule) const;
    /// A mapping of texts, empty when the key is not there.
    std::map<std::string, std::string> pairs(std::string_view key, const TextForm& keys,
                                             const TextForm& values) const;

private:
    const Value* value_;
    std::string what_;
};

/// The text of a scalar that follows `rule`; `key` names it in messages.
std::string text_of(const Value& value, std::string_view key, const TextForm& rule);

/// The permission bits of a quoted octal scalar, "0644".
unsigned mode_of(const Value& value, std::string_view key);

} // namespace calpkg::layout
