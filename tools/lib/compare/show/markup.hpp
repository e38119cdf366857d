#pragma once

#include <string>

namespace calpkg::compare {

/// `text` as content or quoted attribute of HTML and XML; control characters as \xNN, which neither can hold. Tabs and
/// line ends stay.
std::string markup(const std::string& text);

} // namespace calpkg::compare
