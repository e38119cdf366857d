#pragma once

#include "lib/provenance/statement.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace calpkg::reproduce {

/// Packages that are to be made again, and what is said of them.
struct Given {
    provenance::Statement statement;
    std::map<std::string, std::filesystem::path> packages; ///< by the path in the statement
    std::filesystem::path file;                            ///< of the statement

    /// Whether one of the packages is of `build`.
    bool concerns(const provenance::Build& build) const;
};

/// Finds the packages of `path`, one package or a published directory (OUT/TARGET), and the statement about them: `statement`, or if
/// that is empty provenance.json beside or above them. Throws report::Error where there is none, or none about them.
Given read_given(const std::filesystem::path& path, const std::filesystem::path& statement);

} // namespace calpkg::reproduce
