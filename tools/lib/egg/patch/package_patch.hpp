#pragma once

#include "lib/egg/packaged_egg.hpp"
#include "lib/egg/patch/changes.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::rpm {
class Signer;
}

namespace calpkg::egg {

/// How the new package is called and what its changelog says.
struct PackageOutput {
    std::filesystem::path directory;    ///< for NAME-VERSION-RELEASE.ARCH.rpm; made if need be
    std::string release;                ///< "": the old one with ".1" appended
    std::vector<std::string> changelog; ///< lines of the new entry, without "- "; at least one
    /// Seconds since the epoch; 0: one second after the old build time, so that the same patch
    /// always gives the same bytes.
    std::int64_t changelog_time = 0;
    std::shared_ptr<const rpm::Signer> signer{}; ///< signs the new package, if there is one
    bool sign_payload = false;                   ///< header and payload beside the header alone
};

/// A package that was made of another.
struct PatchedPackage {
    std::filesystem::path path;
    std::string nevra;           ///< "calamari-server-1.2-12_ge16f809.el6.1.x86_64"
    std::string old_nevra;       ///< the package that it came from
    bool signature_lost = false; ///< the old package was signed, and the new one is not
    bool is_signed = false;      ///< by PackageOutput's signer
    /// Names that the egg's file had in the old package; the others (hard links) keep the old content.
    std::size_t names = 1;
};

/// Makes the new package: an egg that is a file stays one, a directory stays a directory. `after` is what apply()
/// makes of the egg by `changes`. What these and `output` do not ask for stays as it was. Compares both packages
/// tag by tag and file by file before the new one takes its name. Throws report::Error, and nothing is left in the
/// directory, when anything else differs. The same input gives the same bytes, but for the time of a signature: one by the same
/// key that is there already stays.
PatchedPackage patch_package(const PackagedEgg& before, const Egg& after, const Changes& changes,
                             const PackageOutput& output);

} // namespace calpkg::egg
