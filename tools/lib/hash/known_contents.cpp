#include "lib/hash/known_contents.hpp"

#include "lib/fs/local.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::hash {

namespace {

constexpr std::time_t kCoarsest = 2; ///< seconds: FAT's

} // namespace

std::string identity(const struct stat& status) {
    return fmt::format("{:x} {:x} {:o} {:x} {:x}.{:x} {:x}.{:x}", status.st_dev, status.st_ino,
                       status.st_mode, status.st_size, status.st_mtim.tv_sec,
                       status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

bool is_settled(const struct stat& status, std::time_t now) {
    return std::max(status.st_mtim.tv_sec, status.st_ctim.tv_sec) < now - kCoarsest;
}

std::string KnownContents::key_of(std::string_view question, const struct stat& status) {
    return identity(status) + " " + std::string(question);
}

bool KnownContents::may_be_kept(const std::filesystem::path& path,
                                const struct stat& status) const {
    return is_settled(status, now_) && fs::is_local(path);
}

} // namespace calpkg::hash
