#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace calpkg::venv {

/// The place of one virtualenv among those that have been built: a directory named by the digest of
/// the inputs, locked while the object lives. Whoever else wants it waits; a run that was killed leaves the
/// lock and no entry, since the tree is put in place last.
class CacheEntry {
public:
    /// Locks `<cache>/<digest>`, and clears away what a killed run left there. `on_wait` is called once when
    /// somebody else has it. Throws report::Error, or report::Interrupted while waiting.
    CacheEntry(const std::filesystem::path& cache, const std::string& digest,
               const std::function<void()>& on_wait);
    ~CacheEntry();
    CacheEntry(const CacheEntry&) = delete;
    CacheEntry& operator=(const CacheEntry&) = delete;

    bool complete() const;
    std::filesystem::path tree() const { return directory_ / "venv.tar"; }
    std::filesystem::path lock() const { return directory_ / "lock.yaml"; }
    std::filesystem::path facts() const { return directory_ / "facts"; }
    std::filesystem::path log() const { return directory_ / "log"; }
    std::filesystem::path failed_log() const { return directory_ / "failed.log"; }

private:
    void clear_leftovers() const;

    std::filesystem::path directory_;
    int fd_ = -1;
};

/// $XDG_CACHE_HOME/cal-pkg/venv, or below $HOME/.cache. Throws report::Error when neither is set.
std::filesystem::path default_cache();

} // namespace calpkg::venv
