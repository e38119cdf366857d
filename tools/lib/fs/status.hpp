#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::fs {

/// Whether anything is at `path` itself, links not followed.
bool is_there(const std::filesystem::path& path);

/// Whether `path` itself is a directory, links not followed.
bool is_real_directory(const std::filesystem::path& path);

/// Which file it is and since when it is as it is: equal while nobody has replaced it or written to it.
struct FileState {
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified = 0, changed = 0; ///< nanoseconds since the epoch

    bool operator==(const FileState&) const = default;
};

/// The state of an open file. Throws report::Error that names `subject`.
FileState state_of(int fd, const std::string& subject);

} // namespace calpkg::fs
