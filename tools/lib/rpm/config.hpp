#pragma once

#include <filesystem>

namespace calpkg::rpm {

/// Where rpm keeps its own `macros` and `rpmrc` (`/usr/lib/rpm`; $RPM_CONFIGDIR moves it).
std::filesystem::path config_directory();

} // namespace calpkg::rpm
