#include "lib/layout/keys.hpp"

#include <algorithm>

namespace calpkg::layout {

const Key* Keys::find(std::string_view name) const {
    const auto found = std::ranges::find(keys, name, &Key::name);
    return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string> Keys::names() const {
    std::vector<std::string> names;
    for (const Key& key : keys) names.push_back(key.name);
    return names;
}

namespace takes {

using Kind = Form::Kind;

Form text(const TextForm& text, std::string except) {
    return {.kind = Kind::text, .text = &text, .except = std::move(except)};
}
Form texts(const TextForm& text) { return {.kind = Kind::texts, .text = &text}; }
Form text_or_texts(const TextForm& text) { return {.kind = Kind::text_or_texts, .text = &text}; }
Form word(std::vector<std::string> words) {
    return {.kind = Kind::word, .words = std::move(words)};
}
Form words(std::vector<std::string> words) {
    return {.kind = Kind::words, .words = std::move(words)};
}
Form name() { return {.kind = Kind::name, .text = &forms::identifier}; }
Form names() { return {.kind = Kind::names, .text = &forms::identifier}; }
Form number(std::uint32_t most, std::size_t least) {
    return {.kind = Kind::number, .most = most, .least = least};
}
Form flag() { return {.kind = Kind::flag}; }
Form mode() { return {.kind = Kind::mode}; }
Form map(const TextForm& keys, Form value) {
    return {.kind = Kind::map, .text = &keys, .items = {std::move(value)}};
}
Form list(Form item, std::size_t least) {
    return {.kind = Kind::list, .least = least, .items = {std::move(item)}};
}
Form mapping(const Keys& keys) { return one_of({&keys}); }
Form one_of(std::vector<const Keys*> kinds) {
    return {.kind = Kind::mapping, .kinds = std::move(kinds)};
}

} // namespace takes

} // namespace calpkg::layout
