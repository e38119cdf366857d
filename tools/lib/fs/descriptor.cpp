#include "lib/fs/descriptor.hpp"

#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace calpkg::fs {

namespace {

/// What `call`, which is read(2) or one of its kin, gives when no signal comes between.
template <typename Call>
std::size_t uninterrupted(const Call& call, const char* verb, const std::string& subject) {
    for (;;) {
        const ssize_t count = call();
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) throw report::system_error(subject, verb, errno);
    }
}

} // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
}

void Descriptor::reset(int fd) {
    const int reason = errno;
    if (fd_ >= 0) close(fd_);
    fd_ = fd;
    errno = reason;
}

namespace {

/// Whether opening waits for somebody at the other end: only a signal ends that.
bool waits_for_another(const std::filesystem::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

} // namespace

Descriptor try_open(const std::filesystem::path& path, int flags, unsigned mode) {
    int fd = -1;
    do {
        fd = open(path.c_str(), flags | O_CLOEXEC, mode);
    } while (fd < 0 && errno == EINTR && !waits_for_another(path));
    return Descriptor(fd);
}

bool try_flush(int fd) {
    int result = -1;
    do {
        result = fsync(fd);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

Descriptor open_existing(const std::filesystem::path& path, int flags) {
    Descriptor opened = try_open(path, flags);
    if (!opened.is_open()) throw report::system_error(path.string(), "open", errno);
    return opened;
}

std::size_t read_some(int fd, void* buffer, std::size_t size, const std::string& subject) {
    return uninterrupted([&] { return read(fd, buffer, size); }, "read", subject);
}

std::size_t read_at(int fd, void* buffer, std::size_t size, std::uint64_t offset,
                    const std::string& subject) {
    std::size_t done = 0;
    while (done < size) {
        const auto more = [&] {
            return pread(fd, static_cast<char*>(buffer) + done, size - done,
                         static_cast<off_t>(offset + done));
        };
        const std::size_t count = uninterrupted(more, "read", subject);
        if (count == 0) break;
        done += count;
    }
    return done;
}

void write_all(int fd, std::string_view data, const std::string& subject) {
    while (!data.empty())
        data.remove_prefix(
            uninterrupted([&] { return write(fd, data.data(), data.size()); }, "write", subject));
}

void write_at(int fd, std::string_view data, std::uint64_t offset, const std::string& subject) {
    while (!data.empty()) {
        const auto more = [&] {
            return pwrite(fd, data.data(), data.size(), static_cast<off_t>(offset));
        };
        const std::size_t count = uninterrupted(more, "write", subject);
        data.remove_prefix(count);
        offset += count;
    }
}

} // namespace calpkg::fs
