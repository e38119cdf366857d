#pragma once

#include "lib/fs/temp_dir.hpp"
#include "lib/reproduce/given.hpp"
#include "lib/reproduce/reproduce.hpp"

#include <cstdint>
#include <filesystem>

namespace calpkg::capsule {

inline constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 30; ///< that a capsule comes to

/// Whether `path` can be one: a regular file that is no package.
bool may_be_capsule(const std::filesystem::path& path);

/// Whether the first member of `path` is one of a capsule's.
bool is_capsule(const std::filesystem::path& path);

/// Throws report::Error, naming `capsule`, when `bytes` are more than kMostBytes or than fit where `place` is.
void require_room(std::uint64_t bytes, const std::filesystem::path& place,
                  const std::filesystem::path& capsule);

/// A capsule, unpacked into a private directory that lives as long as this object. Nothing of it has been run.
class Capsule {
public:
    /// Throws report::Error for what is no capsule, or is damaged, cut short or hostile: links and devices, names
    /// that leave the directory, more files or bytes than there can be, a file that the index does not tell of or
    /// tells otherwise. Nothing is left of it then.
    explicit Capsule(const std::filesystem::path& file);

    /// The packages in it, called as below the published directory.
    reproduce::Given given() const;
    /// `options` with what it has in the place of what they do not say.
    reproduce::Options completed(reproduce::Options options) const;
    /// The cal-pkg in it with its data, and what a site has added to them.
    reproduce::Program program() const;
    /// The published directory in it.
    std::filesystem::path published() const;

private:
    void check_index() const;

    std::filesystem::path file_;
    fs::TempDir directory_;
    std::filesystem::path top_;
};

} // namespace calpkg::capsule
