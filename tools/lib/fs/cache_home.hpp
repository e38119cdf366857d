#pragma once

#include <filesystem>
#include <string>

namespace calpkg::fs {

/// $XDG_CACHE_HOME/cal-pkg, or $HOME/.cache/cal-pkg. Throws report::Error, about `subject`, when neither is set.
std::filesystem::path cache_home(const std::string& subject);

} // namespace calpkg::fs
