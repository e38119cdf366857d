#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::repo {

/// A finished file of a published directory.
struct Artifact {
    std::string component;
    std::string path; ///< below <out>/<target>: "x86_64/calamari-server-….rpm"
    std::string nevra;
    std::uint64_t size = 0;
    std::string sha256;
    std::string header_sha256;
};

/// Where the log of `component` lies below the published directory: "logs/server.log".
std::filesystem::path log_path(const std::string& component);

} // namespace calpkg::repo
