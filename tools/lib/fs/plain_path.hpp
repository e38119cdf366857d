#pragma once

#include "lib/fs/temp_dir.hpp"

#include <filesystem>
#include <optional>

namespace calpkg::fs {

/// A way to a directory that rpm can carry: its macros expand "%", its scriptlets and globs take
/// blanks and brackets apart, and its file types (MAGIC) have ":" between their files. Where the
/// directory's own name is plain this is that name; else a link to it below the system's temporary
/// directory, for the life of the object.
class PlainPath {
public:
    /// `directory` is absolute. Throws report::Error when the temporary directory is not a better.
    explicit PlainPath(const std::filesystem::path& directory);

    const std::filesystem::path& path() const { return path_; }

private:
    std::optional<fs::TempDir> holder_;
    std::filesystem::path path_;
};

} // namespace calpkg::fs
