#pragma once

#include "lib/hash/kept_answers.hpp"

#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace calpkg::hash {

/// What tells a file from every other one of this machine, and from itself before it was written to: device, inode, size,
/// mode and both times of `status`.
std::string identity(const struct stat& status);

/// Whether nobody can write to the file any more without giving it later times than `status` has: those lie
/// two seconds before `now`, as coarsely as file systems count them.
bool is_settled(const struct stat& status, std::time_t now);

/// Remembers from run to run what was found out about the contents of files, for as long as the file system calls them
/// unchanged. May be used by several threads.
class KnownContents {
public:
    /// Remembers nothing.
    KnownContents() = default;
    /// What `file` holds if `program` wrote it, an identity of this very program's bytes; else nothing yet. Nothing is ever
    /// remembered when either is empty, nor of what was changed in the two seconds before `now`.
    KnownContents(std::filesystem::path file, std::string_view program,
                  std::time_t now = std::time(nullptr))
        : answers_(std::move(file), program),
          now_(now) {}

    /// What `find()`, which reads the file at `path`, tells of it; it is not asked when `contents`, which may be null, knows
    /// that. `question` names all else that the answer depends on, `status` is what stat(2) told of the file before.
    template <typename Find>
    static std::string told(KnownContents* contents, std::string_view question,
                            const std::filesystem::path& path, const struct stat& status,
                            const Find& find) {
        if (contents == nullptr || !contents->answers_.keep()) return find();
        const std::string key = key_of(question, status);
        if (auto known = contents->answers_.find(key)) return std::move(*known);
        std::string found = find();
        if (contents->may_be_kept(path, status)) contents->answers_.learn(key, found);
        return found;
    }

    /// Writes what was learned, as KeptAnswers::save().
    void save() { answers_.save(); }

private:
    static std::string key_of(std::string_view question, const struct stat& status);
    bool may_be_kept(const std::filesystem::path& path, const struct stat& status) const;

    KeptAnswers answers_;
    std::time_t now_ = 0;
};

} // namespace calpkg::hash
