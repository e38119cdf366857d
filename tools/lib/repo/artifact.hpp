#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::repo {

inline constexpr const char* kSources = "SRPMS";              ///< where source packages lie
inline constexpr const char* kIndex = "repodata";             ///< of the binary packages
inline constexpr const char* kSourceIndex = "SRPMS/repodata"; ///< of the source packages

/// A finished file of a published directory.
struct Artifact {
    std::string component;
    std::string path; ///< below <out>/<target>: "x86_64/calamari-server-….rpm"
    std::string nevra;
    std::uint64_t size = 0;
    std::string sha256;
    std::string header_sha256;
};

/// Whether a path below the published directory is that of a source package.
bool is_source(const std::string& path);

/// Where the log of `component` lies below the published directory: "logs/server.log".
std::filesystem::path log_path(const std::string& component);

} // namespace calpkg::repo
