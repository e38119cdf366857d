#pragma once

#include "lib/stage/staged_entry.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::venv {

/// Every file, link and name in the tar archive `tree` that holds one of `needles`, sorted; each as
/// "bin/pip", links as "lib64 -> /…". Files are read as bytes, so that compiled ones count, too.
std::vector<std::string> members_naming(const std::filesystem::path& tree,
                                        const std::vector<std::string>& needles);

/// Writes the tree again, as an archive without traces of who made it: members sorted, root's, modes 0644 and 0755;
/// files have the times of their content in what is made of a commit of `epoch`, bytecode fits its source or is left
/// out (plan::settle_times), all else the time `epoch`. Compressed when the name ends in ".gz". Throws
/// report::Error for what cannot be in a package (see tar::list_members).
void normalise_tree(const std::filesystem::path& tree, std::int64_t epoch,
                    const std::filesystem::path& destination);

} // namespace calpkg::venv
