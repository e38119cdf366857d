#pragma once

#include "lib/venv/recipe.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::venv {

/// SHA-256, in hexadecimal, of everything that a job reads except archives: the scripts in the folder
/// `scripts`, the text of the job, and the recipe's files as they would be staged. Only reads. Throws
/// report::Error for a file that cannot be read.
std::string digest_of_inputs(const std::filesystem::path& scripts, const Recipe& recipe,
                             const std::string& job);
/// The same for a job with other scripts, the `names` in that folder, and these files.
std::string digest_of_inputs(const std::filesystem::path& scripts,
                             const std::vector<std::string>& names,
                             const std::vector<stage::StagedEntry>& files, const std::string& job);

} // namespace calpkg::venv
