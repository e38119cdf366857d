#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::engine {

/// The names in `text` that stand in braces: `{` + a name of [a-z][a-z0-9_-]* + `}`. Any other brace is plain text.
std::vector<std::string> placeholders_in(std::string_view text);

/// `text` with the value of each of them, once: values have no placeholders. A name without one stays.
std::string with_placeholders(std::string_view text,
                              const std::map<std::string, std::string>& values);

} // namespace calpkg::engine
