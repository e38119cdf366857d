#pragma once

#include <filesystem>
#include <string>

namespace calpkg::rpm {

/// Where librpm looks for rpm's own `macros` and `rpmrc` (`/usr/lib/rpm`; $RPM_CONFIGDIR moves it).
std::filesystem::path config_directory();

/// The version of the librpm that is loaded, such as "4.18.0".
std::string library_version();

} // namespace calpkg::rpm
