#pragma once

#include "lib/egg/egg.hpp"
#include "lib/egg/packaged_egg.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace calpkg::egg {

/// Where an egg is that a user named.
struct EggLocation {
    enum class Kind {
        itself,    ///< a zip or directory egg was named, or a package's directory
        installed, ///< found below an installed root
        packaged,  ///< in an RPM
    } kind = Kind::itself;
    std::filesystem::path path; ///< the egg; the RPM for Kind::packaged
    std::string in_package;     ///< the egg's path in the RPM
    std::string shown;          ///< for messages
    std::shared_ptr<const rpm::OpenPackage>
        package; ///< the RPM, open; what is done later is done with it
};

/// The egg that `given` names: an egg itself, the one below an installed root, or the one in an
/// RPM; or one of calamari's packages that lies there without an egg. Of several, `name` chooses (path, file name,
/// or project name such as "calamari_rest"; any package without an egg); without it, calamari_web's. Throws
/// report::Error that lists the eggs by their paths, as `name` takes them, when none or more than one remains.
EggLocation locate(const std::filesystem::path& given, const std::string& name = {});

/// An egg that has been opened, wherever it was.
class OpenedEgg {
public:
    /// Throws report::Error, DamagedEgg.
    explicit OpenedEgg(EggLocation location);
    const Egg& egg() const { return packaged_ ? packaged_->egg() : *egg_; }
    const EggLocation& location() const { return location_; }

private:
    EggLocation location_;
    std::unique_ptr<Egg> egg_;
    std::optional<PackagedEgg> packaged_;
};

} // namespace calpkg::egg
