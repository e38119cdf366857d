#pragma once

#include "lib/doctor/site.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::doctor {

/// A package of the site.
struct Installed {
    std::string name;
    std::string version;
    std::string release;
};

/// A file as its package installed it.
struct InstalledFile {
    std::string package;
    int algorithm = 1;   ///< of `digest`, by its number in headers
    unsigned mode = 0;   ///< with the file's type
    unsigned flags = 0;  ///< rpmfileAttrs
    unsigned verify = 0; ///< rpmVerifyFlags
    std::string digest;  ///< hex; "" of what has no content
    std::string link;
    std::string path;
};

/// What the site's package database tells of Calamari's packages and of those that they need.
struct Packages {
    std::vector<Installed> installed;
    std::vector<InstalledFile> files; ///< of Calamari's own
    std::string unread;               ///< why nothing is known, "" when the database was read

    const Installed* find(const std::string& name) const;
};

/// Asks the `rpm` on PATH. The database of another root is copied before: rpm would write beside it.
Packages read_packages(const Site& site);

// What rpm printed, taken apart: kPackageFormat's and kFileFormat's lines. Others are passed over.
std::vector<Installed> parse_packages(std::string_view text);
std::vector<InstalledFile> parse_files(std::string_view text);

} // namespace calpkg::doctor
