#pragma once

#include "lib/checkout/git.hpp"
#include "lib/checkout/run_git.hpp"
#include "lib/report/error.hpp"

#include <filesystem>
#include <string>

namespace calpkg::checkout {

/// "git -C TOP ARGUMENTS", to paste into a shell.
std::string git_line(const std::filesystem::path& top, const std::string& arguments);

/// "git -C TOP fetch OPTIONS", to paste into a shell, with the remote where git would not find it by itself; empty when
/// the checkout has no remote, or only a local one that is gone.
std::string fetch_line(const std::filesystem::path& top, const std::string& options,
                       const Settings& settings);

/// The command that makes the lightweight tag `tag` an annotated one, where it is.
std::string annotate_line(const std::filesystem::path& top, const std::string& tag);

/// The error for a directory that git does not take for a work tree of its own.
report::Error no_checkout(const std::filesystem::path& top, const process::Result& result);

/// The error for a run of git that failed on a checkout. Objects are missing from it as a rule: it
/// borrows them from a repository that is gone, leaves them to its remote, or is damaged.
report::Error git_failure(const std::filesystem::path& top, const Arguments& arguments,
                          const process::Result& result, const Settings& settings);

/// The error for a file of which git does not tell whether it is the commit's (TrackedFile::hidden).
report::Error hidden_file(const Git& git, const TrackedFile& file);

/// Whether git refused to read what belongs to another user.
bool is_distrusted(const process::Result& result);

} // namespace calpkg::checkout
