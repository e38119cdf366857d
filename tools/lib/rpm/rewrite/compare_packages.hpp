#pragma once

#include "lib/report/finding.hpp"
#include "lib/rpm/rewrite/package_image.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace calpkg::rpm {

/// What was asked to differ between two packages. What follows from it may differ as well: sizes,
/// digests, Provides of the package's own name, the file list.
struct AllowedDifferences {
    std::string release;           ///< the new one; "": the same
    std::size_t changelog = 0;     ///< entries put on top
    std::set<std::string> content; ///< files with other content (and time)
    std::set<std::string> added;
    std::set<std::string> removed;
    std::set<std::uint32_t> tags{}; ///< of the header, which may differ, come or go
    /// What says no more of a package than what built it: the lead's architecture and system, the room for a
    /// signature, times of ghosts, numbers of owners in the payload.
    bool form = false;
};

/// Compares tag by tag and file by file; an error for every difference that was not asked for, and
/// for everything asked for that is not there. `subject` names the new package.
report::Findings compare_packages(const PackageView& before, const PackageView& after,
                                  const AllowedDifferences& allowed, const std::string& subject);

/// For a package that was made of another and read back (read_image): throws report::Error, naming `subject`, when
/// a file's digest is not its header's, and for the first difference that was not asked for.
void require_as_asked(const PackageView& before, const PackageView& after,
                      const AllowedDifferences& allowed, const std::string& subject);

} // namespace calpkg::rpm
