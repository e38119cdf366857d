#pragma once

#include "lib/layout/target.hpp"
#include "lib/report/finding.hpp"
#include "lib/verify/key_ring.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace calpkg::verify {

/// What verifying goes by.
struct Rules {
    const KeyRing& keys;
    /// The target of that name, if it is known: its limits count.
    std::function<std::optional<layout::Target>(const std::string&)> target;
};

/// What has been verified, and what is wrong with it.
struct Verified {
    std::string
        path; ///< as it was given, or the address; of a directory with several targets each of them
    std::string target;        ///< of a published directory: its manifest's; may be empty
    std::size_t packages = 0;  ///< looked at
    report::Findings findings; ///< in the order of packages, manifest, indexes
};

/// Holds a package's file against itself and the keys. `shown` is what it is called.
Verified verify_package(const std::filesystem::path& file, const std::string& shown,
                        const Rules& rules);

/// Holds everything in a published directory, <out>/<target>, against each other, the keys and the target's limits.
/// Packages are looked at side by side. Throws report::Error when it cannot be read.
Verified verify_repository(const std::filesystem::path& directory, const std::string& shown,
                           const Rules& rules);

} // namespace calpkg::verify
