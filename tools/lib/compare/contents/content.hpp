#pragma once

#include "lib/compare/contents/row.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::compare {

/// What opening may cost. One object for a whole comparison.
struct Limits {
    std::uint64_t member = 64U << 20;  ///< bytes of one file that is looked into
    std::uint64_t expanded = 1U << 30; ///< bytes that archives may come to, all together
    std::uint64_t diffed = 8U << 20;   ///< bytes of a text that is compared line by line
    int depth = 8;                     ///< archives within archives
    std::filesystem::path scratch{};   ///< an empty directory that nobody else writes to
    std::uint64_t scratch_files = 0;   ///< how many names there have been used
};

/// Tells how two different contents of the file `object` differ. Archives are opened: zip, tar, and what gzip, bzip2, xz
/// or zstd has compressed; then there is a row a member that differs. Of texts there is a unified diff, minified scripts
/// and stylesheets in lines; of ELF files one of what the dynamic loader reads; of everything else size and digest.
/// What cannot be opened is a file like any other. Throws report::Error when scratch files cannot be written.
void compare_content(const std::string& object, const std::string& before, const std::string& after,
                     Limits& limits, Rows& rows);

/// "12 bytes, SHA-256 0123456789abcdef…"
std::string digest_words(std::uint64_t size, const std::string& sha256);

} // namespace calpkg::compare
