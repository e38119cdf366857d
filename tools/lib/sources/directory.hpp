#pragma once

#include "lib/fs/descriptor.hpp"

#include <filesystem>
#include <functional>

namespace calpkg::sources {

/// A directory of checkouts, and its lock: who reads it shares the lock, who changes it has it alone. Released by the
/// destructor, and by a killed process.
class Directory {
public:
    /// Told once when somebody else's lock has to be waited for.
    using OnWait = std::function<void()>;

    /// Makes the directory when it is not there, and shares its lock. Throws report::Error, or report::Interrupted
    /// while waiting.
    Directory(std::filesystem::path path, const OnWait& on_wait);

    /// Waits until nobody else uses it; others may have changed it meanwhile. Throws as the constructor does.
    void claim(const OnWait& on_wait) const;
    /// Ends a claim.
    void share(const OnWait& on_wait) const;

    const std::filesystem::path& path() const { return path_; }

private:
    void wait_for(int operation, const OnWait& on_wait) const;

    std::filesystem::path path_;
    fs::Descriptor fd_;
};

} // namespace calpkg::sources
