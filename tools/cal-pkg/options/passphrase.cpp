#include "cal-pkg/options/passphrase.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>

namespace calpkg::cli {

namespace {

constexpr std::size_t kLongest = 4096; // bytes

std::string first_line(int fd, const std::string& subject) {
    std::string line;
    char byte = 0;
    while (fs::read_some(fd, &byte, 1, subject) == 1 && byte != '\n') {
        line += byte;
        if (line.size() > kLongest)
            throw report::Error(subject, "is not a passphrase: its first line is too long",
                                "the first line is the passphrase");
    }
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.find('\0') != std::string::npos)
        throw report::Error(subject, line.empty() ? "holds no passphrase" : "is not a passphrase",
                            "its first line is the passphrase");
    return line;
}

} // namespace

std::string passphrase_in(const std::filesystem::path& file) {
    // A FIFO that nobody writes to holds nothing, and is not waited at; for what has a writer, as <(…) has, reading waits.
    const fs::Descriptor fd = fs::open_existing(file, O_RDONLY | O_NONBLOCK);
    if (const int flags = fcntl(fd.get(), F_GETFL);
        flags < 0 || fcntl(fd.get(), F_SETFL, flags & ~O_NONBLOCK) != 0)
        throw report::system_error(file.string(), "read", errno);
    return first_line(fd.get(), file.string());
}

std::string passphrase_from(int fd) {
    const std::string subject = "--passphrase-fd " + std::to_string(fd);
    // Those that this program has opened itself are closed on exec; what it was started with is not.
    const int flags = fcntl(fd, F_GETFD);
    if (flags < 0 || (flags & FD_CLOEXEC) != 0)
        throw report::Error(subject, "is not open",
                            fmt::format("open it where cal-pkg is started: {}<FILE", fd));
    const fs::Descriptor owned(fd > STDERR_FILENO ? fd : -1); // those below are never inherited
    return first_line(fd, subject);
}

} // namespace calpkg::cli
