#pragma once

#include "lib/rpmbuild/build.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::rpmbuild {

/// The last `lines` lines of a log's text, fit for a terminal: what cannot be printed is escaped.
std::string tail(const std::string& text, std::size_t lines = 20);

/// `text` with what differs from run to run under a name that stays: the build's private directory
/// as `%{_topdir}`, the user's home as `~`, the random end of the names of rpm's scripts there as "XXXXXX", and without
/// libmagic's warnings, of which there are as many as processors.
std::string without_run(const std::string& text, const std::filesystem::path& topdir);

/// Does that to a log. One too large for it stays as it is.
void hide_run(const std::filesystem::path& log, const std::filesystem::path& topdir);

/// Writes `text` at the end of a log. Throws report::Error.
void append_to_log(const std::filesystem::path& log, const std::string& text);

/// Keeps the logs of the failed components of `outcomes` in `<out>/failed-<target>/logs`, in the
/// place of earlier ones, and says so in the outcomes. `logs` is where they were written. Never
/// fails: a log that cannot be kept must not hide why the build failed.
void keep_failed_logs(std::vector<Outcome>& outcomes, const std::filesystem::path& logs,
                      const std::filesystem::path& out, const std::string& target) noexcept;

/// Removes what keep_failed_logs() of an earlier run has left; other files there stay.
void remove_failed_logs(const std::filesystem::path& out, const std::string& target) noexcept;

} // namespace calpkg::rpmbuild
