#pragma once

#include <cstddef>
#include <filesystem>

namespace calpkg::fs {

/// How much is read from or written to a file at a time: enough that system calls do not count,
/// little enough that a few such buffers do not either.
inline constexpr std::size_t kBlockSize = 256U << 10;

/// Owns a file descriptor; -1 is none.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

/// Opens an existing file with `flags` of open(2) and close-on-exec; throws report::Error.
int open_existing(const std::filesystem::path& path, int flags);

} // namespace calpkg::fs
