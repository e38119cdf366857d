#pragma once

#include "lib/stage/staged_entry.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::cli {

/// A tarball that dist or stage wrote.
struct Tarball {
    std::string component;
    std::filesystem::path path;
    std::size_t members = 0;
    std::uint64_t size = 0;
    std::string sha256;
};

/// Writes `entries` as a gzipped tarball and measures it.
Tarball write_tarball(const std::string& component, const std::vector<stage::StagedEntry>& entries,
                      const std::filesystem::path& venv_archive,
                      const std::filesystem::path& destination);

/// Prints the paths, a line each, or JSON, on standard output.
void print_tarballs(const std::vector<Tarball>& tarballs, bool json);

} // namespace calpkg::cli
