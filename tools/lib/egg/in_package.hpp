#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::rpm {
struct OpenPackage;
}

namespace calpkg::egg {

// What finding an egg asks packages. The portable program cannot: no_packages.cpp answers in its place.

/// Whether the file begins as an RPM does.
bool is_rpm(const std::filesystem::path& file);

/// Opens an RPM. Throws report::Error.
std::shared_ptr<const rpm::OpenPackage> open_rpm(const std::filesystem::path& file);

/// Names of what a package installs in `directory` ("/opt/…/site-packages/"), one as often as there is something below.
std::vector<std::string> names_in(const rpm::OpenPackage& package, const std::string& directory);

} // namespace calpkg::egg
