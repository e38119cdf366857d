#include "lib/hash/file_digests.hpp"

#include "lib/hash/digest.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

namespace calpkg::hash {

namespace {

/// What changes whenever somebody writes to a file or puts another one in its place; empty where there is none.
std::string state_of(const std::filesystem::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return {};
    return fmt::format("{} {} {} {}.{} {}.{}", status.st_dev, status.st_ino, status.st_size,
                       status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                       status.st_ctim.tv_nsec);
}

} // namespace

std::string FileDigests::of(const std::filesystem::path& path) const {
    const std::string state = state_of(path);
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(path);
        if (found != known_.end() && !state.empty() && found->second.state == state)
            return found->second.digest;
    }
    const std::string digest = sha256_file(path);
    const std::lock_guard lock(mutex_);
    known_[path] = {state, digest};
    return digest;
}

} // namespace calpkg::hash
