#pragma once

#include "lib/fs/descriptor.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::fs {

/// The whole of a file. Throws report::Error when it cannot be read or is larger than `limit`
/// bytes: callers read configuration and text, not payloads.
std::string read_file(const std::filesystem::path& path, std::uintmax_t limit = 64U << 20);

/// Whether a file is flushed to disk before it takes its name: what is only an intermediate of this run
/// need not survive a crash of the machine, and flushing costs more than writing it.
enum class Flush { yes, no };

/// Writes `content` beside `path`, then renames: `path` is the old file or the new one, never half.
/// A failure leaves no temporary behind. The new file's mode is `mode`, whatever the umask.
void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644,
                Flush flush = Flush::yes);

/// What stands at a destination that was not to be overwritten.
enum class Placed {
    made,  ///< the new file
    same,  ///< a file with the same bytes, which was there and stays
    other, ///< something else, which was there and stays
};

/// As write_file, but for a `path` where nothing is.
Placed write_new_file(const std::filesystem::path& path, std::string_view content, unsigned mode);

/// Renames `from` to `to`, on the same file system, unless something is there: false then. In one step where the
/// file system can. Throws report::Error.
bool rename_new(const std::filesystem::path& from, const std::filesystem::path& to);

/// A file being written beside its destination: `path()` is the temporary to write to (into that
/// file, not another one under its name); commit() puts it in place, and without commit() the
/// destructor removes it. A run that was killed leaves its temporary, which is hidden; the next one
/// in the directory removes such leftovers, and knows by a lock those that are being written.
class AtomicFile {
public:
    explicit AtomicFile(std::filesystem::path destination);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    const std::filesystem::path& path() const { return temporary_; }
    /// Gives the file `mode`, flushes it to disk and renames it over the destination.
    void commit(unsigned mode = 0644, Flush flush = Flush::yes);
    /// The same, but what is at the destination stays; unless `made` the temporary is still to go.
    Placed commit_new(unsigned mode = 0644);

private:
    void finish(unsigned mode, Flush flush);
    bool is_same_as_destination() const;

    std::filesystem::path destination_;
    std::filesystem::path temporary_;
    Descriptor fd_; ///< holds the lock
};

/// Creates `path` and its parents, each with mode 0755 whatever the umask; existing ones stay as
/// they are. Gives those that it has made, parents first. Throws report::Error; none is left then.
std::vector<std::filesystem::path> make_directories(const std::filesystem::path& path);

/// Removes those of `made` that are empty, the last first. No errors.
void remove_empty(const std::vector<std::filesystem::path>& made);

} // namespace calpkg::fs
