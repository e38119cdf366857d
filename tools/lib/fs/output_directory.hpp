#pragma once

#include <filesystem>
#include <vector>

namespace calpkg::fs {

/// A directory for results, made with its parents (mode 0755 whatever the umask). When the object
/// dies those that it made and that are still empty go again: a failure leaves no trace.
class OutputDirectory {
public:
    /// Throws report::Error; what was made until then is gone.
    explicit OutputDirectory(const std::filesystem::path& path);
    ~OutputDirectory();
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;

private:
    std::vector<std::filesystem::path> made_;
};

} // namespace calpkg::fs
