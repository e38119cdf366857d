#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::web {

/// Why a browser does not read something as JSON, in a few words; nothing when it does. A byte order mark is fine.
std::optional<std::string> json_fault(std::string_view text);

/// What of a config.json is a developer's and no installation's: `"offline": true` and the like of upstream's
/// dashboard/app/scripts/app.js, or a host of its own ("http://localhost:8080") where the server's paths belong; as "\"offline\" is
/// true". Nothing when there is none, or the text is no JSON.
std::optional<std::string> developers_setting(std::string_view text);

} // namespace calpkg::web
