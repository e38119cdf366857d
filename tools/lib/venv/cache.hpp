#pragma once

#include "lib/fs/shared_directory.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::venv {

/// The place of one thing that takes long to build (a virtualenv, web apps) among those that have been built: a directory named by the digest of
/// the inputs. Its files count only with a record of their SHA-256, which is written last: a run
/// that was killed leaves none, and altered bytes do not match theirs. Who uses the entry shares
/// its lock while the object lives; who builds it has the lock alone.
class CacheEntry {
public:
    using OnWait = fs::SharedDirectory::OnWait;

    enum class State {
        absent,  ///< never finished
        whole,   ///< as it was sealed
        altered, ///< sealed, but not the same any more
    };

    /// Opens `<cache>/<digest>`, which is made when it is not there, and shares its lock. Throws
    /// report::Error, or report::Interrupted while waiting.
    CacheEntry(const std::filesystem::path& cache, const std::string& digest,
               const OnWait& on_wait);

    /// The entry that is there and whole, its lock shared; nothing when there is none, or when somebody is
    /// building it. Neither waits nor writes. Throws report::Interrupted.
    static std::shared_ptr<const CacheEntry> find(const std::filesystem::path& cache,
                                                  const std::string& digest);

    /// Reads all of it.
    State state() const;
    /// Waits until nobody else uses the entry. Others may have built it meanwhile. Throws as the
    /// constructor does, also when the directory cannot be written to.
    void claim(const OnWait& on_wait);
    /// Takes away what is there, and what a killed run left; only after claim().
    void clear() const;
    /// Writes the record; only after claim().
    void seal() const;
    /// Ends a claim. Others may have the entry before it is shared again: look at its state().
    void share(const OnWait& on_wait);

    std::filesystem::path directory() const { return shared_.path(); }
    std::filesystem::path tree() const { return directory() / "venv.tar"; }
    std::filesystem::path lock() const { return directory() / "lock.yaml"; }
    std::filesystem::path facts() const { return directory() / "facts"; }
    std::filesystem::path log() const { return directory() / "log"; }
    std::filesystem::path failed_log() const { return directory() / "failed.log"; }

private:
    explicit CacheEntry(std::filesystem::path directory);

    std::filesystem::path record() const { return directory() / "sha256sums"; }
    std::string sums() const;

    fs::SharedDirectory shared_;
};

/// What keep() gives.
struct Kept {
    std::shared_ptr<const CacheEntry> entry; ///< whole, its lock shared
    bool cached = false;                     ///< it was there already, and as it was built
};

/// The entry for `digest`, built by `build` unless it is there and whole and `rebuild` is false. `build` gets an entry that
/// nobody else uses, and seals it; what it throws passes. `tell` gets what people are told while they wait. Throws
/// report::Error and report::Interrupted.
Kept keep(const std::filesystem::path& cache, const std::string& digest, bool rebuild,
          const std::function<void(const CacheEntry&)>& build,
          const std::function<void(const std::string&)>& tell);

/// $XDG_CACHE_HOME/cal-pkg/`kind`, or below $HOME/.cache. Throws report::Error when neither is set.
std::filesystem::path default_cache(const std::string& kind = "venv");

} // namespace calpkg::venv
