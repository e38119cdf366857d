#include "lib/stage/source_file.hpp"

#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/staged_entry.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::stage {

// O_NONBLOCK: opening a FIFO that took the file's place must not wait for its writer.
SourceFile::SourceFile(std::filesystem::path path, std::uint64_t planned_size,
                       std::int64_t planned_change)
    : path_(std::move(path)),
      fd_(fs::try_open(path_, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)),
      left_(planned_size) {
    if (!fd_.is_open()) {
        if (errno == ELOOP) changed("is a symbolic link now");
        throw report::system_error(path_.string(), "open", errno);
    }
    struct stat status {};
    if (fstat(fd_.get(), &status) != 0) throw report::system_error(path_.string(), "read", errno);
    if (!S_ISREG(status.st_mode)) changed("is not a regular file any more");
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size != planned_size)
        changed(fmt::format("has {} bytes instead of {}", size, planned_size));
    if (planned_change != 0 && changed_at(status) != planned_change)
        changed("has different content or attributes");
}

std::size_t SourceFile::read(char* buffer, std::size_t size) {
    process::check_interrupt();
    const std::size_t bytes = fs::read_some(fd_.get(), buffer, size, path_.string());
    if (bytes > left_) changed("grew while it was read");
    if (bytes == 0 && left_ > 0) changed("shrank while it was read");
    left_ -= bytes;
    return bytes;
}

void SourceFile::changed(const std::string& how) const {
    throw report::Error(path_.string(), fmt::format("changed after it was planned: it {}", how),
                        "run again when nothing else writes there");
}

} // namespace calpkg::stage
