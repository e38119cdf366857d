#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
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

/// The time of a package's repair: one second after it was built, so that the same input gives the
/// same bytes.
std::int64_t repair_time(const std::filesystem::path& package);

/// Makes a new package out of the binary package at a path.
///
/// Header and payload are rewritten in one stream: what the edit does not ask for keeps its bytes,
/// also what this version of rpm does not know; compressor, level, digests and the form of the
/// payload stay the old package's. Provides of the package's own name follow the release; its build
/// time stays. OpenPGP signatures are left out, they would not verify. Before the file gets its
/// name it is compared with the old package (compare_packages) and its headers are read by librpm. The old one
/// is opened once: another file may take its place meanwhile. Memory does not grow with the payload. The same
/// input gives the same bytes.
class PackageRewriter {
public:
    /// Throws report::Error for what is not a package.
    explicit PackageRewriter(const std::filesystem::path& old);
    explicit PackageRewriter(std::shared_ptr<const OpenPackage> old);
    ~PackageRewriter();
    PackageRewriter(const PackageRewriter&) = delete;
    PackageRewriter& operator=(const PackageRewriter&) = delete;

    /// The content of the regular file `path`, to be replaced by finish(). While the caller looks at it the
    /// payload is already being rewritten, to a hidden file in `directory`, which goes again when finish() is
    /// not called. Of `expected` Release and changelog are looked at: when finish() gets what takes as much room in
    /// the header, the payload is where it belongs. Throws report::Error.
    std::string begin(const std::string& path, const std::filesystem::path& directory,
                      const PackageEdit& expected = {});

    /// Makes `directory`/NAME-VERSION-RELEASE.ARCH.rpm; a file of that name stays, and is an error unless it has the
    /// same bytes. Throws report::Error; then `directory` is as it was.
    RewrittenPackage finish(const std::filesystem::path& directory, const PackageEdit& edit);

private:
    class Rewriting;
    std::shared_ptr<const OpenPackage> old_; ///< outlives what reads it
    std::unique_ptr<Rewriting> rewriting_;
};

/// PackageRewriter::finish of the package `old`.
RewrittenPackage rewrite_package(const std::filesystem::path& old,
                                 const std::filesystem::path& directory, const PackageEdit& edit);

} // namespace calpkg::rpm
