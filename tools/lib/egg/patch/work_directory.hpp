#pragma once

#include "lib/fs/temp_dir.hpp"
#include "lib/report/error.hpp"

#include <filesystem>

namespace calpkg::egg {

/// A private directory beside an egg, on its file system, for what will take its place. Removed
/// with what it holds; what a killed process left is removed by the next one for the same egg.
class WorkDirectory {
public:
    /// Throws report::Error, with `remedy`, when nothing can be written beside `egg`.
    explicit WorkDirectory(
        const std::filesystem::path& egg,
        const char* remedy = "run as the directory's owner, or write elsewhere with --output");
    /// Removes what killed processes left beside `egg`, which is locked. No errors.
    static void clear(const std::filesystem::path& egg);
    const std::filesystem::path& path() const { return directory_.path(); }
    /// `error` as one of the egg, if it names something in here, which tells nobody anything.
    report::Error told(const report::Error& error) const;

private:
    std::filesystem::path egg_;
    fs::TempDir directory_;
};

} // namespace calpkg::egg
