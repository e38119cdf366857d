// In the place of package_patch.cpp in the portable program, which opens no package (egg/no_packages.cpp).
#include "lib/egg/patch/package_patch.hpp"
#include "lib/report/error.hpp"

namespace calpkg::egg {

PatchedPackage patch_package(const PackagedEgg& before, const Egg& /*after*/,
                             const Changes& /*changes*/, const PackageOutput& /*output*/) {
    throw report::Error(before.path(), "is in an RPM, which the portable cal-pkg cannot write",
                        "use the cal-pkg of the machine that builds packages");
}

} // namespace calpkg::egg
