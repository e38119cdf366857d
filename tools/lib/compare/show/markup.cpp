#include "lib/compare/show/markup.hpp"

#include "lib/compare/show/sections.hpp"
#include "lib/report/text.hpp"

namespace calpkg::compare {

std::string markup(const std::string& text) { return report::markup(escaped_text(text)); }

} // namespace calpkg::compare
