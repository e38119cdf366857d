#include "lib/fs/scratch.hpp"

#include "lib/report/error.hpp"

#include <linux/magic.h>
#include <string>
#include <sys/vfs.h>
#include <system_error>

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

bool is_plain(const std::filesystem::path& path) {
    constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@"
                                  "+=,./-"; // no ":", which is between the files of $MAGIC
    return path.string().find_first_not_of(plain) == std::string::npos;
}

} // namespace

Scratch::Scratch(const std::filesystem::path& disk, std::uint64_t bytes,
                 const std::filesystem::path& memory)
    : path_(disk) {
    if (bytes <= kMost && is_roomy_tmpfs(memory, bytes)) {
        try {
            path_ = holder_.emplace(memory, "cal-pkg-build-").path();
            return;
        } catch (const report::Error&) {
            // Not for this user to write to: the disk is as good.
        }
    }
    if (!is_plain(disk)) give_plain_name(disk);
}

void Scratch::give_plain_name(const std::filesystem::path& directory) {
    const std::filesystem::path temporary = system_temp_directory();
    if (!is_plain(temporary))
        throw report::Error(directory.string(),
                            "has characters in its name that rpmbuild cannot work with",
                            "choose another --out, or a plain TMPDIR");
    path_ = holder_.emplace(temporary, "cal-pkg-").path() / "work";
    std::error_code failure;
    std::filesystem::create_directory_symlink(directory, path_, failure);
    if (failure) throw report::system_error(path_.string(), "create", failure.value());
}

} // namespace calpkg::fs
