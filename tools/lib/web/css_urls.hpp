#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::web {

/// What the `url(…)` and `@import "…"` of a stylesheet refer to, in order, unescaped; comments and strings that are no
/// URL are skipped (CSS Syntax Level 3, section 4.3: url-token and url function). Never fails:
/// whatever is malformed is passed over.
std::vector<std::string> css_urls(std::string_view css);

} // namespace calpkg::web
