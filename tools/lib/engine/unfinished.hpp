#pragma once

#include "lib/engine/builder.hpp"

#include <filesystem>
#include <string>

namespace calpkg::engine {

/// Way out for a package that an engine may have, where the engine cannot be asked; `directory` is the package's.
std::string look_there(const std::filesystem::path& directory);

/// Way out for one that an engine has.
std::string take_up_or_remove(const std::filesystem::path& directory);

/// Throws report::Error if there is work of an earlier run in `state` that has not come back, unless it is to be
/// resumed and `builder` can tell of it.
void refuse_unfinished(const std::filesystem::path& state, const Builder& builder, bool resume);

} // namespace calpkg::engine
