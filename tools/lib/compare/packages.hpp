#pragma once

#include "lib/compare/contents/row.hpp"
#include "lib/rpm/format/raw_header.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::compare {

/// How rpm takes the new package for an update of the old one.
enum class Upgrade {
    newer, ///< it upgrades
    same,  ///< the same version: rpm leaves the old one
    older, ///< rpm refuses it without --oldpackage
};

/// Sizes of one package, in bytes.
struct Sizes {
    std::uint64_t file = 0;      ///< of the package
    std::uint64_t installed = 0; ///< as rpm counts them
    std::uint64_t files = 0;     ///< how many there are
};

/// Two packages of one name, or what somebody wants to be compared.
struct PackageComparison {
    std::string name;   ///< "calamari-server"
    std::string arch;   ///< "src" of a source package
    std::string before; ///< "1.2-3.el6", with the epoch where there is one
    std::string after;
    std::optional<Upgrade> upgrade = Upgrade::same; ///< none: two names, or an installed root
    Sizes old_sizes, new_sizes;
    Rows rows; ///< by section, in each in the order of their objects
};

/// All that was compared.
struct Comparison {
    std::string before, after; ///< as they were given
    std::vector<PackageComparison> packages;
    Rows rows; ///< packages that come and go

    /// Whether there is a row anywhere.
    bool differs() const;
};

/// Compares two packages: headers tag by tag, files by the digests in them, and what of these differs by its content.
/// Both are verified before (rpm::read_package). Payloads are read once, and only up to the last file that differs; what
/// differs of the old one waits in a private directory below system_temp_directory(). Throws report::Error for what is not
/// a sound package.
PackageComparison compare_packages(const std::filesystem::path& before,
                                   const std::filesystem::path& after);

/// By rpm's own order, epochs first.
Upgrade upgrade_of(const rpm::RawHeader& before, const rpm::RawHeader& after);

/// "upgrades", "does not upgrade: …"
const char* to_string(Upgrade upgrade);

} // namespace calpkg::compare
