#pragma once

#include <filesystem>
#include <functional>

namespace calpkg::fs {

/// How an attempt to lock an open file ended.
enum class Locked {
    yes,        ///< until the descriptor is closed, by a killed process, too
    by_another, ///< somebody else holds it
    impossible, ///< for the reason in errno: a network file system may have no locks, for one
};

/// Takes the lock of an open file or directory (flock(2) with `operation` LOCK_EX or LOCK_SH); does not wait.
Locked try_lock(int fd, int operation);

/// Whether the open file `fd` is what stands at `path`, links not followed: whoever held a lock before may have
/// removed the file, or put another one there.
bool is_at(int fd, const std::filesystem::path& path);

/// Calls `attempt` until it gives true, and `pause` after each failure, which may throw (process::pause).
/// `on_wait` is told, once, that somebody has to wait.
void wait_for_lock(const std::function<bool()>& attempt, const std::function<void()>& on_wait,
                   const std::function<void()>& pause);

} // namespace calpkg::fs
