#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace calpkg::layout {

/// cal-pkg.yaml: what would otherwise be typed each time. Every key is optional; relative paths are
/// relative to the file.
struct Project {
    std::filesystem::path file;                              ///< empty: there is none
    std::filesystem::path checkouts;                         ///< directory with all checkouts
    std::map<std::string, std::filesystem::path> components; ///< component → checkout
    std::map<std::string, std::string> versions;             ///< component → VERSION-REVISION
    std::string target;
    std::filesystem::path out;
    std::string venv;  ///< "none", or a path
    unsigned jobs = 0; ///< 0: not given
    /// Key, or "versions.clients" for one within a mapping → "cal-pkg.yaml:2", for messages.
    std::map<std::string, std::string> places;
};

/// Reads `file` strictly: unknown keys and wrong types are report::Error as `file:line: …`.
Project read_project(const std::filesystem::path& file);

} // namespace calpkg::layout
