#pragma once

#include "lib/fs/descriptor.hpp"

#include <filesystem>
#include <functional>

namespace calpkg::fs {

/// A directory that several runs use, by its lock: who reads it shares the lock, who changes it has it alone. Released
/// by the destructor, and by a killed process.
class SharedDirectory {
public:
    /// Told once when somebody else's lock has to be waited for.
    using OnWait = std::function<void()>;

    /// Opens the directory at `path`; takes no lock. `pause` is called between attempts to lock, and may throw
    /// (process::pause). Throws report::Error when it is not there.
    SharedDirectory(std::filesystem::path path, std::function<void()> pause);

    /// Shares the lock if nobody has it alone; does not wait.
    bool try_share() const;
    /// Waits for the lock and shares it; ends a claim, between which and this others may have it. Throws report::Error.
    void share(const OnWait& on_wait) const;
    /// Waits until nobody else uses the directory; others may have changed it meanwhile. Throws report::Error, also
    /// when it cannot be written to.
    void claim(const OnWait& on_wait) const;

    const std::filesystem::path& path() const { return path_; }

private:
    void wait_for(int operation, const OnWait& on_wait) const;

    std::filesystem::path path_;
    std::function<void()> pause_;
    Descriptor fd_;
};

} // namespace calpkg::fs
