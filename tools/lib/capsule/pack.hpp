#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

namespace calpkg::capsule {

/// Commits as one git pack (version 2, git's Documentation/gitformat-pack.txt) whose bytes depend on them alone: no
/// deltas, zlib's streams without compression, which the capsule as a whole sees to. What git itself packs
/// depends on its version and zlib's, and on how the checkout is packed.
class Pack {
public:
    /// Adds the commit `commit` (a whole hash) of `repository` with its files, and all commits before it without
    /// theirs; with `tag`, also what it is. Gives the tag's object, empty without one. Throws report::Error for
    /// what is not there.
    std::string add(const std::filesystem::path& repository, const std::string& commit,
                    const std::string& tag);
    /// The pack's bytes.
    std::string bytes() const;
    bool is_sha256() const { return sha256_; } ///< of the repository's object format

private:
    void add_objects(const std::filesystem::path& repository, const std::set<std::string>& names);

    std::set<std::string> seen_;
    std::string objects_;
    std::uint32_t count_ = 0;
    bool sha256_ = false;
};

} // namespace calpkg::capsule
