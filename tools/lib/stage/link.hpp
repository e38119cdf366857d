#pragma once

#include "lib/stage/staged_entry.hpp"

#include <functional>
#include <string>

namespace calpkg::stage {

/// Throws report::Error, about `subject`, when the symbolic link that is staged at `path` with `target`
/// is absolute or points out of the tree `top`. All but `subject` are destination paths.
void check_link(const std::string& subject, const std::string& path, const std::string& target,
                const std::string& top);

/// What is wrong with where the symbolic link at `path` leads, followed as a kernel does among the entries that `entry_at`
/// gives for a path (null where none is): "" when it ends somewhere, or nowhere, or is absolute.
std::string wrong_way(const std::string& path,
                      const std::function<const StagedEntry*(const std::string&)>& entry_at);

} // namespace calpkg::stage
