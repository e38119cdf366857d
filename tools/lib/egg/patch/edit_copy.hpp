#pragma once

#include "lib/fs/descriptor.hpp"

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace calpkg::egg {

/// A member's text where an editor can change it: a file of the member's own name with mode 0600, alone in a directory
/// below $TMPDIR that nobody else may enter. It stays, whatever happens, until remove() is called: what somebody has
/// written is not lost with this process.
class EditCopy {
public:
    /// Throws report::Error for a member whose name is no file's, or when the copy cannot be written; nothing is left
    /// then.
    EditCopy(const std::string& member, const std::string& text);

    const std::filesystem::path& file() const { return file_; }
    /// Whether there is a file of that name, be it the one that was made or another one in its place.
    bool is_there() const;
    /// What is in the file now, be it the one that was made or another one in its place. Throws report::Error when
    /// there is none, something else than a file, or too much in it.
    std::string text() const;
    /// Whether an editor has written the file since it was made or last looked at by this.
    bool is_written();
    /// Whether editors have left something beside the file.
    bool has_company() const;
    /// Removes the directory with what editors have left in it, too.
    void remove();

    /// The directories of copies that were not removed and that no process works with any more, the user's own.
    static std::vector<std::filesystem::path> unfinished();

private:
    std::filesystem::path directory_, file_;
    fs::Descriptor lock_;
    struct stat seen_ {};
};

} // namespace calpkg::egg
