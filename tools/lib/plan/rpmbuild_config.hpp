#pragma once

#include <filesystem>

namespace calpkg::plan {

/// Where the rpmbuild on PATH keeps its own `macros` and `rpmrc`, as it says itself: librpm, which cal-pkg is
/// linked with, may be of another version, whose macros break a build. Where there is no rpmbuild, librpm's:
/// plans can be printed there, too. Asked once, which takes some milliseconds. Throws report::Error when no
/// macros are there. Thread-safe.
const std::filesystem::path& rpmbuild_config_directory();

} // namespace calpkg::plan
