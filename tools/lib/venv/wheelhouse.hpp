#pragma once

#include "lib/venv/lock.hpp"
#include "lib/venv/requirements.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::venv {

/// A directory of archives that distributions are installed from.
class Wheelhouse {
public:
    struct Archive {
        std::filesystem::path path;
        std::string name; ///< canonical, of the distribution
        std::string version;
        std::string sha256;
    };

    /// Lists and digests the archives of `directory`; other files do not count. Throws report::Error when it
    /// cannot be read.
    explicit Wheelhouse(std::filesystem::path directory);

    const std::vector<Archive>& archives() const { return archives_; } ///< sorted by file name

    /// Throws one report::Error that names all of `requirements` for which there is no archive, or none
    /// of the pinned version, and all of `files` that are not there.
    void check(const std::vector<Requirement>& requirements,
               const std::vector<std::string>& files) const;

    /// Keeps exactly the archives of `lock`. Throws one report::Error that names every one that is
    /// missing or has another digest.
    void restrict_to(const Lock& lock);

    /// Copies the archives to the new directory `destination`. Throws report::Error, also for one that is
    /// not as it was when it was digested.
    void copy_to(const std::filesystem::path& destination) const;

private:
    std::filesystem::path directory_;
    std::vector<Archive> archives_;
};

} // namespace calpkg::venv
