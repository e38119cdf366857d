#include "lib/layout/unmade.hpp"

#include <algorithm>

namespace calpkg::layout {

const Rule* unmade(const Layout& layout) {
    if (layout.has_checkout()) return nullptr;
    const auto found = std::ranges::find_if(layout.files, [&](const Rule& rule) {
        return rule.kind == Rule::Kind::file && !rule.remedy.empty() &&
               !std::filesystem::exists(layout.files_beside() / rule.source);
    });
    return found == layout.files.end() ? nullptr : &*found;
}

} // namespace calpkg::layout
