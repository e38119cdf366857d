#include "lib/fs/scratch.hpp"

#include "lib/report/error.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>

namespace calpkg::fs {

namespace {

/// More than this belongs on a disk: memory is everybody's.
constexpr std::uint64_t kMost = 64U << 20;
constexpr std::uint64_t kShareOfFree = 4;

bool is_roomy_tmpfs(const std::filesystem::path& directory, std::uint64_t bytes) {
    struct statfs status {};
    if (statfs(directory.c_str(), &status) != 0 || status.f_type != TMPFS_MAGIC) return false;
    const std::uint64_t free =
        static_cast<std::uint64_t>(status.f_bavail) * static_cast<std::uint64_t>(status.f_bsize);
    return bytes <= free / kShareOfFree;
}

} // namespace

Scratch::Scratch(const std::filesystem::path& disk, std::uint64_t bytes,
                 const std::filesystem::path& memory) {
    if (bytes <= kMost && is_roomy_tmpfs(memory, bytes)) {
        try {
            memory_.emplace(memory, "cal-pkg-build-");
            return;
        } catch (const report::Error&) {
            // Not for this user to write to: the disk is as good.
        }
    }
    disk_.emplace(disk);
}

const std::filesystem::path& Scratch::path() const {
    return memory_ ? memory_->path() : disk_->path();
}

} // namespace calpkg::fs
