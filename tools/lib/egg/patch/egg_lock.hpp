#pragma once

#include "lib/fs/descriptor.hpp"

#include <filesystem>
#include <functional>
#include <sys/stat.h>

namespace calpkg::egg {

/// Holds an egg for changing: one cal-pkg at a time, others wait. The lock is the egg's own
/// (flock), so that no file of ours appears beside it, and a killed process releases it.
class EggLock {
public:
    /// Waits while another process changes `egg`, a zip egg or a directory egg; links are followed. `on_wait`
    /// is called, once, when somebody else holds it. Throws report::Interrupted when a signal arrives
    /// while waiting, report::Error when the egg is not there or may not be written to.
    explicit EggLock(const std::filesystem::path& egg, const std::function<void()>& on_wait = {});

    /// The egg itself: absolute, without links.
    const std::filesystem::path& path() const { return path_; }
    /// How many names the file has.
    unsigned long names() const { return status_.st_nlink; }
    bool is_directory() const { return S_ISDIR(status_.st_mode); }
    /// Throws report::Error when the egg is no longer what was locked: somebody who does not know
    /// of the lock (rpm, an editor) has changed it.
    void check_unchanged() const;

private:
    bool try_lock();

    std::filesystem::path path_;
    struct stat status_ {};
    fs::Descriptor fd_;
};

} // namespace calpkg::egg
