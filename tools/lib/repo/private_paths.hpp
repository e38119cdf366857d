#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::repo {

/// `text` as it may be kept with what is published: each of `sources` that it names, and what lies below, by
/// the last part of its name, the directory for temporary files as "TMPDIR", the user's home as "~".
std::string without_private_paths(std::string text,
                                  const std::vector<std::filesystem::path>& sources);

} // namespace calpkg::repo
