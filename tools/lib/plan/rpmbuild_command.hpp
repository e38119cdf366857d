#pragma once

#include "lib/plan/plan.hpp"
#include "lib/process/run.hpp"

#include <filesystem>
#include <string>

namespace calpkg::plan {

/// Exactly the rpmbuild run (argv, environment, directory) that makes binary and source package of `plan` in
/// the work directory `topdir` (SOURCES, SPECS, tmp, … below it). Only this rpmbuild's own macro file is read, none
/// of the distribution's, the host's or the user's. Throws report::Error for a `topdir` whose name
/// rpmbuild cannot work with, and what rpmbuild_config_directory() throws.
process::Command rpmbuild_command(const Plan& plan, const std::filesystem::path& topdir);

/// `command` as a line for a shell, with the PATH of whoever pastes it: this program's is nobody else's
/// business.
std::string line_to_paste(const process::Command& command);

} // namespace calpkg::plan
