#pragma once

#include "lib/fs/descriptor.hpp"

#include <filesystem>
#include <string>

namespace calpkg::fs {

/// A private directory for whatever a run needs and nobody else shall see: below system_temp_directory(), or beside
/// a destination, on whose file system it then is, so that a rename brings the result into its place. (A single
/// file is written by AtomicFile; rpmbuild works in a Scratch.)
///
/// It has mode 0700, and is removed with all its content when the object dies, whether by success, error or
/// interrupt. A run that was killed (SIGKILL, power) leaves its
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
    Descriptor lock_;
};

/// $TMPDIR as an absolute path, or /tmp.
std::filesystem::path system_temp_directory();

} // namespace calpkg::fs
