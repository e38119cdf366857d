#pragma once

#include <set>
#include <string>
#include <string_view>

namespace calpkg::web {

/// The templates that a script loads by their names, "views/first.html": texts that begin with the name of a directory
/// that templates lie in, "views/" or "partials/". Not those that the script puts into Angular's cache itself.
std::set<std::string> template_names(std::string_view script);

/// The versions that upstream's build writes into an app, as git describe gives them: "v1.2-rc2-49-3e3686d" of
/// `{"git-commit": "v1.2-rc2-49-3e3686d"}` (every Gruntfile's saveRevision).
std::set<std::string> built_versions(std::string_view script);

/// The abbreviated commit id of such a version: "3e3686d", also of "…-g3e3686d" and "…-3e3686d-dirty"; empty
/// when it is none.
std::string_view commit_of(std::string_view version);

} // namespace calpkg::web
