#pragma once

#include "support/support.hpp"

#include <filesystem>
#include <string>

namespace calpkg::test {

/// How other versions of rpm than the one here write packages.
struct Style {
    /// Without what rpm 4.4 does not know: payload digests, the header's SHA-256, file classes,
    /// modern tags. (Build with _binary_filedigest_algorithm 1 for its MD5 file digests.)
    bool old = false;
    std::string prefix = "./";  ///< of names in the payload
    bool by_index = false;      ///< the payload's form for files beyond 4 GiB
    bool archive_size = false;  ///< the payload's size in the header, not before it
    bool links_in_place = true; ///< hard links where the list of files has them, not at the end
    /// Bytes of the payload that others of the same number replace: sealed, but no longer what the
    /// header's digest of that file says.
    std::string replaced, replacement;
    /// A file of which the header says a wrong digest.
    std::string misjudged;
};

/// The package in that style, beside the given one, made by this project's own writer, so a test
/// should have rpm confirm that it takes it.
std::filesystem::path restyle(const Dir& dir, const std::filesystem::path& package,
                              const Style& style);

} // namespace calpkg::test
