#pragma once

#include <filesystem>
#include <string>

namespace calpkg::fs {

/// A private directory (mode 0700) that is removed with all its content when the object dies,
/// whether by success, error or interrupt. A run that was killed (SIGKILL, power) leaves its
/// directory; the next TempDir with the same parent and prefix removes such leftovers: those with our
/// marker file inside on which nobody holds the lock any more, and empty ones. It waits for nobody.
class TempDir {
public:
    /// Creates `<parent>/<prefix>XXXXXX`. Throws report::Error.
    TempDir(const std::filesystem::path& parent, const std::string& prefix);
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// Removes what killed runs left, as the constructor does, and makes nothing. No errors.
    static void clear(const std::filesystem::path& parent, const std::string& prefix);

private:
    /// False when another process has removed the new directory as a leftover.
    bool make(const std::filesystem::path& parent, const std::string& prefix);

    std::filesystem::path path_;
    int lock_ = -1;
};

/// $TMPDIR as an absolute path, or /tmp.
std::filesystem::path system_temp_directory();

} // namespace calpkg::fs
