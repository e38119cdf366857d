#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace calpkg::fs {

/// How much is read from or written to a file at a time: enough that system calls do not count,
/// little enough that a few such buffers do not either.
inline constexpr std::size_t kBlockSize = 256U << 10;

/// Owns a file descriptor, and closes it; a negative one is none.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() { reset(); }
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;

    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }
    /// Closes what it owns, and owns `fd` from now on. Keeps errno.
    void reset(int fd = -1);

private:
    int fd_ = -1;
};

/// open(2) with close-on-exec, which no signal breaks off. Not open, and errno set, when it fails.
Descriptor try_open(const std::filesystem::path& path, int flags, unsigned mode = 0);

/// Opens an existing file with `flags` of open(2) and close-on-exec; throws report::Error.
Descriptor open_existing(const std::filesystem::path& path, int flags);

// Reading and writing that a signal does not break off. `subject` names the file in errors, which are
// report::Errors.

/// Reads at most `size` bytes from the descriptor's position on; 0 at the end of the file.
std::size_t read_some(int fd, void* buffer, std::size_t size, const std::string& subject);

/// Reads `size` bytes, `offset` bytes from the file's beginning; fewer only where the file ends.
std::size_t read_at(int fd, void* buffer, std::size_t size, std::uint64_t offset,
                    const std::string& subject);

/// Writes all of `data` at the descriptor's position.
void write_all(int fd, std::string_view data, const std::string& subject);

/// fsync(2), which no signal breaks off: false, and errno set, when it fails.
bool try_flush(int fd);

/// Writes all of `data`, `offset` bytes from the file's beginning.
void write_at(int fd, std::string_view data, std::uint64_t offset, const std::string& subject);

} // namespace calpkg::fs
