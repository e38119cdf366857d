#pragma once

#include "lib/fs/plain_path.hpp"
#include "lib/fs/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace calpkg::fs {

/// Where rpmbuild works: a private directory in memory when all of it is small, else the output's own. A
/// build makes and removes some hundred files, and for minutes after such a removal ext4 makes new files
/// ten times as slowly (ext4_new_inode passes over every inode number that was freed lately).
class Scratch {
public:
    /// `bytes` is the most that will lie there. `disk` is an absolute directory on the output's file system;
    /// `memory` is used if it is a tmpfs with much more room than needed. Throws report::Error when
    /// rpmbuild cannot work in `disk` either.
    Scratch(const std::filesystem::path& disk, std::uint64_t bytes,
            const std::filesystem::path& memory = "/dev/shm");

    /// A directory whose name rpmbuild can carry. What is in it may go with the object.
    const std::filesystem::path& path() const;

private:
    std::optional<fs::TempDir> memory_;
    std::optional<PlainPath> disk_;
};

} // namespace calpkg::fs
