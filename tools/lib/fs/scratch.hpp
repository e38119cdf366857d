#pragma once

#include "lib/fs/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace calpkg::fs {

/// Where rpmbuild works, under a name that rpm can carry: its macros expand "%", its scriptlets and globs take
/// blanks and brackets apart, and its file types (MAGIC) have ":" between their files. It is a private directory in memory when all of it is small, else the output's own. A
/// build makes and removes some hundred files, and for minutes after such a removal ext4 makes new files
/// ten times as slowly (ext4_new_inode passes over every inode number that was freed lately).
class Scratch {
public:
    /// `bytes` is the most that will lie there. `disk` is an absolute directory on the output's file system;
    /// `memory` is used if it is a tmpfs with much more room than needed. Throws report::Error when
    /// rpmbuild cannot work in `disk` either.
    Scratch(const std::filesystem::path& disk, std::uint64_t bytes,
            const std::filesystem::path& memory = "/dev/shm");

    /// What is in it may go with the object.
    const std::filesystem::path& path() const { return path_; }

private:
    void give_plain_name(const std::filesystem::path& directory);

    std::optional<TempDir>
        holder_; ///< in memory; or of the link to a directory whose own name is not plain
    std::filesystem::path path_;
};

} // namespace calpkg::fs
