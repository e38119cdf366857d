#pragma once

#include "lib/layout/text_form.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::layout {

struct Keys;

/// What a value may be. Mapping reads by it, and schema::json_schema() says it to editors.
struct Form {
    enum class Kind {
        text,          ///< of `text`
        texts,         ///< a list of such texts, not empty, each once
        text_or_texts, ///< either
        word,          ///< one of `words`
        words,         ///< one of `words`, or a list of some
        name,          ///< one of what the file declares
        names,         ///< one of those, or a list of some
        number,        ///< from `least` (0 or 1) to `most`, in quotes or not
        flag,          ///< true or false
        mode,          ///< "0644", in quotes
        map,           ///< free keys of the form `text`, with values of the form `items[0]`
        list,          ///< values of the form `items[0]`, at least `least`
        mapping,       ///< one of `kinds`, which differ by keys that they require
    };

    Kind kind = Kind::text;
    const TextForm* text = nullptr;
    std::string except = {}; ///< text: a regular expression of what else the reader refuses
    std::vector<std::string> words = {};
    std::uint32_t most = 0;
    std::size_t least = 0;
    std::vector<Form> items = {};
    std::vector<const Keys*> kinds = {};
};

constexpr bool required = true; ///< for tables of keys

struct Key {
    std::string name;
    Form form;
    bool required = false;
};

/// Keys that go together: a mapping with alternatives follows at least one.
struct Alternative {
    std::vector<std::string> with;
    std::vector<std::string> without = {};
    std::vector<Key> narrower = {}; ///< forms that these keys have in this alternative
};

/// The keys of a mapping, in the order that messages list them.
struct Keys {
    std::vector<Key> keys;
    std::vector<Alternative> alternatives = {};

    const Key* find(std::string_view name) const;
    std::vector<std::string> names() const;
};

/// For the tables: {"component", takes::text(forms::identifier), required}.
namespace takes {

Form text(const TextForm& text, std::string except = {});
Form texts(const TextForm& text);
Form text_or_texts(const TextForm& text);
Form word(std::vector<std::string> words);
Form words(std::vector<std::string> words);
Form name();
Form names();
Form number(std::uint32_t most, std::size_t least = 1);
Form flag();
Form mode();
Form map(const TextForm& keys, Form value);
Form list(Form item, std::size_t least = 0);
Form mapping(const Keys& keys);
Form one_of(std::vector<const Keys*> kinds);

} // namespace takes

} // namespace calpkg::layout
