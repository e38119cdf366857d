#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calpkg::rpm {

struct OpenPackage;

/// New content of a regular file.
struct NewContent {
    std::string content;
    std::optional<std::int64_t> mtime; ///< none: a file that is there keeps its own
};

/// What shall be different in a package. Paths are absolute, as the package installs them.
struct PackageEdit {
    /// Files to replace or add. An added file is like its neighbours: mode, owner, flags; so are
    /// directories that it needs and the package would have owned.
    std::map<std::string, NewContent> write;
    std::set<std::string> remove;
    std::string
        release; ///< the whole new Release, of [A-Za-z0-9._+] and what of ~ and ^ the old one has, newer than it
    /// The changelog entry put on top. A time before the newest entry's is raised to that.
    std::string changelog_name = "cal-pkg";
    std::vector<std::string> changelog; ///< lines, without "- "
    std::int64_t changelog_time =
        0; ///< seconds since the epoch; 0: one second after the old build time
};

struct RewrittenPackage {
    std::filesystem::path path;
    std::string nevra;
    std::string old_nevra;
    bool signature_lost = false; ///< the old package was signed, the new one is not
};

/// The Release of a repaired package: ".1" appended.
std::string next_release(const std::string& release);

/// Makes `directory`/NAME-VERSION-RELEASE.ARCH.rpm out of the binary package `old`, which has been found sound
/// (read_package).
///
/// Header and payload are rewritten: what the edit does not ask for keeps its bytes, also what this version of
/// rpm does not know; compressor, level, digests and the form of the payload stay the old package's. Provides of
/// the package's own name follow the release; its build time stays. OpenPGP signatures are left out, they would
/// not verify. Before the file gets its name its headers are read by librpm, it is read back in full, and
/// compared with the old package (compare_packages). Memory does not grow with the payload. The same input gives
/// the same bytes.
///
/// Packages of format 6 (rpm 6) are refused: they have digests that this does not renew.
///
/// A file of the new name stays, and is an error unless it has the same bytes. Throws report::Error; then
/// `directory` is as it was.
RewrittenPackage rewrite_package(const OpenPackage& old, const std::filesystem::path& directory,
                                 const PackageEdit& edit);

} // namespace calpkg::rpm
