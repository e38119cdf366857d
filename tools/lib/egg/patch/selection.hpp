#pragma once

#include "lib/egg/egg.hpp"
#include "lib/egg/patch/package_patch.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::egg {

/// Where an egg is that a user named.
struct Place {
    enum class Kind {
        file,      ///< a zip or directory egg itself
        installed, ///< found below an installed root
        package,   ///< in an RPM
    } kind = Kind::file;
    std::filesystem::path path; ///< the egg; the RPM for Kind::package
    std::string in_package;     ///< the egg's path in the RPM
    std::string shown;          ///< for messages
    std::shared_ptr<const rpm::OpenPackage>
        package; ///< the RPM, open; what is done later is done with it
};

/// The egg that `given` names: an egg itself, the one below an installed root, or the one in an
/// RPM. Of several, `name` chooses (path, file name, or project name such as "calamari_rest");
/// without it, calamari_web's. Throws report::Error that lists the eggs by their paths, as `name` takes them, when
/// none or more than one remains.
Place locate(const std::filesystem::path& given, const std::string& name = {});

/// An egg that has been opened, wherever it was.
class Opened {
public:
    explicit Opened(Place place);
    const Egg& egg() const { return packaged_ ? packaged_->egg() : *egg_; }
    const Place& place() const { return place_; }
    /// Null unless the egg is in an RPM.
    const PackagedEgg* packaged() const { return packaged_.get(); }

private:
    Place place_;
    std::unique_ptr<Egg> egg_;
    std::unique_ptr<PackagedEgg> packaged_;
};

} // namespace calpkg::egg
