#pragma once

#include "lib/egg/egg.hpp"

#include <memory>
#include <string>
#include <vector>

namespace calpkg::rpm {
struct OpenPackage;
}

namespace calpkg::egg {

/// Paths of the eggs that a package installs ("/opt/…/calamari_web-0.1-py2.6.egg"), files and
/// directories, and of calamari's Python packages that it installs without one, sorted. Looks only at the header.
std::vector<std::string> find_packaged(const rpm::OpenPackage& package);

/// Paths of all the Python packages in a site-packages that have no egg, sorted.
std::vector<std::string> find_plain(const rpm::OpenPackage& package);

/// An egg inside an RPM that has been found sound.
class PackagedEgg {
public:
    /// Verifies all digests of the package, then reads the egg at `path`, one of find_packaged's or
    /// find_plain's. Throws
    /// report::Error for another path and for a damaged package, DamagedEgg for a damaged egg.
    PackagedEgg(std::shared_ptr<const rpm::OpenPackage> package, std::string path);

    const rpm::OpenPackage& package() const { return *package_; }
    const std::string& path() const { return path_; } ///< in the package
    const Egg& egg() const { return *egg_; }

private:
    std::shared_ptr<const rpm::OpenPackage> package_;
    std::string path_;
    std::unique_ptr<Egg> egg_;
};

} // namespace calpkg::egg
