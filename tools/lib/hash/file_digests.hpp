#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace calpkg::hash {

/// SHA-256 of files for whoever asks several times: one that stays as it is (the same file, with its size and its times)
/// is read once. For several threads at once.
class FileDigests {
public:
    /// What sha256_file() gives. Throws report::Error.
    std::string of(const std::filesystem::path& path) const;

private:
    struct Known {
        std::string state; ///< of the file when it was read
        std::string digest;
    };

    mutable std::mutex mutex_;
    mutable std::map<std::filesystem::path, Known> known_;
};

} // namespace calpkg::hash
