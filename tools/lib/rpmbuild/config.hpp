#pragma once

#include <filesystem>
#include <future>

namespace calpkg::rpmbuild {

/// Whether this system has an rpmbuild.
bool has_rpmbuild();

/// Where the rpmbuild on PATH keeps its own `macros` and `rpmrc`, as it says itself: librpm, which cal-pkg is
/// linked with, may be of another version, whose macros break a build. Where there is no rpmbuild, librpm's:
/// plans can be printed there, too. Asked once, which takes some milliseconds. Throws report::Error when no
/// macros are there. Thread-safe.
const std::filesystem::path& rpmbuild_config_directory();

/// Asks rpmbuild already, beside what the caller does next. Errors are left to rpmbuild_config_directory().
[[nodiscard]] std::future<void> ask_rpmbuild_config();

} // namespace calpkg::rpmbuild
