#include "lib/compare/header.hpp"

#include "lib/diff/text_diff.hpp"
#include "lib/report/error.hpp"

namespace calpkg::compare {

bool Headers::same(std::uint32_t tag) const {
    const rpm::TagData *a = before.find(tag), *b = after.find(tag);
    return a == nullptr || b == nullptr ? a == b : *a == *b;
}

Row text_row(Section section, const std::string& object, const std::string& what,
             const std::string* before, const std::string* after) {
    Row row{
        section, before == nullptr ? Kind::added : after == nullptr ? Kind::removed : Kind::changed,
        object,  what,
        "",      ""};
    const auto several = [](const std::string* text) {
        return text != nullptr && text->find('\n') != std::string::npos;
    };
    if (several(before) || several(after)) {
        row.diff = diff::unified_diff(report::escaped(object), before, after);
    } else {
        if (before != nullptr) row.before = *before;
        if (after != nullptr) row.after = *after;
    }
    return row;
}

} // namespace calpkg::compare
