#pragma once

#include "lib/report/finding.hpp"
#include "lib/venv/lock.hpp"
#include "lib/venv/recipe.hpp"
#include "lib/venv/wheelhouse.hpp"

#include <filesystem>
#include <string>

namespace calpkg::venv {

/// What the script's `out/installed` says, with the digests of the archives. Throws report::Error for a line that
/// is none, or names an archive that the wheelhouse does not have.
Lock lock_of(const std::filesystem::path& installed, const Wheelhouse& wheelhouse,
             const std::string& python);

/// What there is to say about a finished virtualenv, from the script's `out/facts`: an interpreter that
/// lies where no target has one.
report::Findings findings_of(const std::string& facts, const Recipe& recipe);

} // namespace calpkg::venv
