#pragma once

#include "lib/capsule/contents.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/report/finding.hpp"
#include "lib/reproduce/reproduce.hpp"

#include <filesystem>
#include <string>

namespace calpkg::capsule {

/// What goes into a capsule.
struct Order {
    const layout::Catalog& catalog;
    std::filesystem::path
        path;               ///< of a published directory all is packed that its manifest tells of
    reproduce::Given given; ///< of it
    reproduce::Options options; ///< where the rest is
    std::string version;        ///< of the program
};

/// Collects it; what has to be made for it lies in `work`, an empty directory that lives until it is written.
/// Adds to `findings` what need not be what the packages were made from. Throws one report::Error that names everything
/// that cannot be had, or is not what the statement has the digest of.
Contents gather(const Order& order, const std::filesystem::path& work, report::Findings& findings);

} // namespace calpkg::capsule
