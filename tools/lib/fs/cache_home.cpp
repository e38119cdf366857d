#include "lib/fs/cache_home.hpp"

#include "lib/report/error.hpp"

#include <cstdlib>

namespace calpkg::fs {

std::filesystem::path cache_home(const std::string& subject) {
    const auto variable = [](const char* name) -> std::filesystem::path {
        const char* value = std::getenv(name);
        return value == nullptr ? "" : value;
    };
    const std::filesystem::path cache = variable("XDG_CACHE_HOME");
    if (cache.is_absolute()) return cache / "cal-pkg";
    const std::filesystem::path home = variable("HOME");
    if (home.is_absolute()) return home / ".cache/cal-pkg";
    throw report::Error(subject, "has no place: HOME is not set", "set HOME or XDG_CACHE_HOME");
}

} // namespace calpkg::fs
