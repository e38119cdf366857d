#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::report {

/// The lines of `text`, each without its line feed or carriage return and line feed; a last one that is not
/// ended counts, too.
std::vector<std::string> lines_of(std::string_view text);

/// The parts of `text` between `separator`s, at least one; parts may be empty.
std::vector<std::string> split(std::string_view text, char separator);

/// `text` with every mention of `what` replaced by `with`.
std::string replaced(std::string_view text, std::string_view what, std::string_view with);

/// `text` as content or quoted attribute of XML and HTML. What neither can hold is still to be escaped before.
std::string markup(std::string_view text);

} // namespace calpkg::report
