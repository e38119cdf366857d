#pragma once

#include "lib/plan/plan.hpp"
#include "lib/process/run.hpp"
#include "lib/rpmbuild/runner.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::rpmbuild {

/// Exactly the rpmbuild run (argv, environment, directory) that makes binary and source package of `plan` in
/// the work directory `topdir` (SOURCES, SPECS, tmp, … below it). Only this rpmbuild's own macro file is read, none
/// of the distribution's, the host's or the user's. Throws report::Error for a `topdir` whose name
/// rpmbuild cannot work with, and what rpmbuild_config_directory() throws. With a `runner`, whose
/// rpmbuild it is for, only that can run it.
process::Command rpmbuild_command(const plan::Plan& plan, const std::filesystem::path& topdir,
                                  const Runner* runner = nullptr);

/// Where that leaves the packages.
std::filesystem::path source_package(const plan::Plan& plan, const std::filesystem::path& topdir);
std::filesystem::path binary_package(const plan::Plan& plan, const std::filesystem::path& topdir);

/// What then brings both into the form that a build publishes: cal-pkg's own command.
std::vector<std::string> canonical_command(const plan::Plan& plan,
                                           const std::filesystem::path& topdir);

/// `argv` as a line for a shell.
std::string line_to_paste(const std::vector<std::string>& argv);

/// `command` as a line for a shell, with the PATH of whoever pastes it: this program's is nobody else's
/// business.
std::string line_to_paste(const process::Command& command);

} // namespace calpkg::rpmbuild
