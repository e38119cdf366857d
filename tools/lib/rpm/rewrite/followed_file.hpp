#pragma once

#include "lib/fs/descriptor.hpp"
#include "lib/rpm/format/hashing.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::rpm {

/// A file that another thread reads while it is written. What has arrived in it is taken from there and passed on
/// through a socket, and hashed.
class FollowedFile {
public:
    /// Follows the file `fd`, which stays the caller's, from `offset` on; its position does not move. `subject` names
    /// it in errors. Throws report::Error.
    FollowedFile(int fd, std::uint64_t offset, std::optional<hash::Algorithm> hash,
                 std::string subject);

    int fd() const { return fd_; }
    std::uint64_t offset() const { return offset_; }
    /// The socket's end to read from, once. It gives what is passed on; the end comes with finish() or when this
    /// object goes.
    fs::Descriptor take_reading_end() { return std::move(reading_end_); }
    /// Passes on what has arrived since the last time; waits while the reader is busy with what it has. Nothing is
    /// passed on to a reader that has closed its end. Throws report::Error.
    void pass_on();
    /// Passes on the rest of the file. Gives OptionalDigest's digest of everything from the offset on.
    std::string finish();
    std::uint64_t size() const { return size_; } ///< bytes from the offset on, so far

private:
    void send(std::string_view data);

    int fd_;
    std::uint64_t offset_;
    std::uint64_t size_ = 0;
    OptionalDigest digest_;
    std::string subject_;
    std::vector<char> buffer_;
    fs::Descriptor reading_end_, sending_end_;
};

} // namespace calpkg::rpm
