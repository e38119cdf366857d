#include "lib/rpm/rewrite/followed_file.hpp"

#include "lib/report/error.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <utility>

namespace calpkg::rpm {

FollowedFile::FollowedFile(int fd, std::uint64_t offset, std::optional<hash::Algorithm> hash,
                           std::string subject)
    : fd_(fd),
      offset_(offset),
      digest_(hash),
      subject_(std::move(subject)),
      buffer_(fs::kBlockSize) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw report::system_error(subject_, "read back", errno);
    reading_end_.reset(ends[0]);
    sending_end_.reset(ends[1]);
}

void FollowedFile::pass_on() {
    while (const std::size_t count =
               fs::read_at(fd_, buffer_.data(), buffer_.size(), offset_ + size_, subject_)) {
        const std::string_view data(buffer_.data(), count);
        size_ += count;
        digest_.update(data);
        send(data);
        if (count < buffer_.size()) return;
    }
}

void FollowedFile::send(std::string_view data) {
    while (!data.empty() && sending_end_.is_open()) {
        const ssize_t count = ::send(sending_end_.get(), data.data(), data.size(), MSG_NOSIGNAL);
        if (count >= 0)
            data.remove_prefix(static_cast<std::size_t>(count));
        else if (errno == EPIPE)
            sending_end_.reset(); // the reader has failed, and tells of it itself
        else if (errno != EINTR)
            throw report::system_error(subject_, "read back", errno);
    }
}

std::string FollowedFile::finish() {
    pass_on();
    sending_end_.reset();
    // Where there is more to do before fsync(2), the disk begins now. Nothing depends on that.
    sync_file_range(fd_, static_cast<off_t>(offset_), 0, SYNC_FILE_RANGE_WRITE);
    return digest_.finish();
}

} // namespace calpkg::rpm
