#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace calpkg::capsule {

// A capsule is a tar archive, compressed by the project's own encoder, of regular files below one directory.
// tools/docs/reproduce.md documents what is where.
inline constexpr std::string_view kTop = "cal-pkg-capsule/";
inline constexpr const char* kReadme = "README";
inline constexpr const char* kIndex = "capsule.json"; ///< the last member: digests of all others
inline constexpr const char* kPublished = "published/";
inline constexpr const char* kCheckouts = "checkouts/";
inline constexpr const char* kVenv = "virtualenv/";
inline constexpr const char* kLock = "lock/";
inline constexpr const char* kWheelhouse = "wheelhouse/";
inline constexpr const char* kWebApps = "web-apps/";
inline constexpr const char* kProgram = "program/bin/cal-pkg";
inline constexpr const char* kData = "program/share/cal-pkg/";
inline constexpr const char* kSite = "site/";
inline constexpr const char* kFindings = "program/share/cal-pkg/findings.md";
inline constexpr int kFormat = 1;
/// 1980-01-01, the time of every member, on which nothing depends: tar warns of older ones.
inline constexpr std::int64_t kMemberTime = 315532800;

/// What a capsule holds, by path below its top.
class Contents {
public:
    struct Item {
        std::filesystem::path file; ///< empty: `text` is the content
        std::string text;
        bool executable = false;
    };

    /// Throws report::Error for what is not a regular file, and for a path that is taken by another one.
    void add_file(const std::string& path, const std::filesystem::path& file);
    void add_text(const std::string& path, std::string text);
    const std::map<std::string, Item>& items() const { return items_; }
    bool has_any_below(const std::string& directory) const;

private:
    std::map<std::string, Item> items_;
};

/// Writes the capsule: the README first, then the others in the order of their paths, then the index. Its bytes
/// depend on `contents` alone. Throws report::Error, also for a file that changes meanwhile; `destination` is as it
/// was then.
void write(const Contents& contents, const std::filesystem::path& destination);

} // namespace calpkg::capsule
