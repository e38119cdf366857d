#include "lib/fs/local.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <sys/vfs.h>

namespace calpkg::fs {

namespace {

/// As statfs(2) and the kernel's linux/magic.h have them.
constexpr std::array<std::uint32_t, 8> kLocal{0x0000EF53,  // ext2, ext3, ext4
                                              0x9123683E,  // Btrfs
                                              0x58465342,  // XFS
                                              0xF2F52010,  // F2FS
                                              0x01021994,  // tmpfs
                                              0x794C7630,  // overlayfs
                                              0x2FC12FC1,  // ZFS
                                              0xCA451A4E}; // bcachefs

} // namespace

bool is_local(const std::filesystem::path& path) {
    struct statfs status {};
    return statfs(path.c_str(), &status) == 0 &&
           std::ranges::count(kLocal, static_cast<std::uint32_t>(status.f_type)) != 0;
}

} // namespace calpkg::fs
