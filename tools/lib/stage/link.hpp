#pragma once

#include <string>

namespace calpkg::stage {

/// Throws report::Error, about `subject`, when the symbolic link that is staged at `path` with `target`
/// is absolute or points out of the tree `top`. All but `subject` are destination paths.
void check_link(const std::string& subject, const std::string& path, const std::string& target,
                const std::string& top);

} // namespace calpkg::stage
