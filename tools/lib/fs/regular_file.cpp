#include "lib/fs/regular_file.hpp"

#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace calpkg::fs {

Descriptor open_regular_file(const std::filesystem::path& path) {
    Descriptor fd = try_open(path, O_RDONLY | O_NONBLOCK);
    if (!fd.is_open()) throw unreadable(path, errno);
    struct stat status {};
    if (fstat(fd.get(), &status) != 0) throw report::system_error(path.string(), "read", errno);
    if (!S_ISREG(status.st_mode))
        throw report::Error(path.string(), "is not a regular file",
                            "put one there, or give another");
    return fd;
}

} // namespace calpkg::fs
