#pragma once

#include <cstdint>
#include <future>

namespace calpkg::fs {

/// Brings a file to the disk while it is being written, in the background, so that the flush before it gets
/// its name has little left to do. Errors are for that flush, through a descriptor opened apart, to tell.
class WriteBehind {
public:
    /// `file` stays the caller's, and open as long as this lives.
    explicit WriteBehind(int file) : file_(file) {}
    /// Waits for what has been begun.
    ~WriteBehind() = default;
    WriteBehind(const WriteBehind&) = delete;
    WriteBehind& operator=(const WriteBehind&) = delete;

    /// So many bytes more have been written: begins when they have become many and nothing is under way.
    void wrote(std::uint64_t bytes);
    /// Begins with all that has been written, behind what is under way.
    void flush();

private:
    int file_;
    std::uint64_t waiting_ = 0; ///< bytes
    std::future<void> running_;
};

} // namespace calpkg::fs
