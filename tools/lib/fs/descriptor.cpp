#include "lib/fs/descriptor.hpp"

#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace calpkg::fs {

Descriptor::~Descriptor() {
    if (fd_ >= 0) close(fd_);
}

int open_existing(const std::filesystem::path& path, int flags) {
    const int fd = open(path.c_str(), flags | O_CLOEXEC);
    if (fd < 0) throw report::system_error(path.string(), "open", errno);
    return fd;
}

} // namespace calpkg::fs
