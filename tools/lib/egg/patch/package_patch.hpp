#pragma once

#include "lib/egg/egg.hpp"
#include "lib/egg/patch/changes.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::rpm {
class PackageRewriter;
struct OpenPackage;
} // namespace calpkg::rpm

namespace calpkg::egg {

/// How the new package is called and what its changelog says.
struct PackageOutput {
    std::filesystem::path directory;    ///< for NAME-VERSION-RELEASE.ARCH.rpm; made if need be
    std::string release;                ///< "": the old one with ".1" appended
    std::vector<std::string> changelog; ///< lines of the new entry, without "- "; at least one
    /// Seconds since the epoch; 0: one second after the old build time, so that the same patch
    /// always gives the same bytes.
    std::int64_t changelog_time = 0;
};

/// What write() made.
struct PatchedPackage {
    std::filesystem::path path;
    std::string nevra;           ///< "calamari-server-1.2-12_ge16f809.el6.1.x86_64"
    std::string old_nevra;       ///< the package that it came from
    bool signature_lost = false; ///< the old package was signed; the new one must be signed again
    /// Names that the egg's file had in the old package; the others (hard links) keep the old content.
    std::size_t names = 1;
};

/// Paths of the eggs that a package installs ("/opt/…/calamari_web-0.1-py2.6.egg"), files and
/// directories, sorted. Reads only the header. Throws report::Error for what is not a sound RPM.
std::vector<std::string> find_packaged(const std::filesystem::path& package);

/// The same of a package that is open.
std::vector<std::string> find_packaged(const rpm::OpenPackage& package);

/// An egg inside an RPM. The payload is read once, by open(); later calls work on what it found, and on the file
/// that was opened then, whatever has taken its place.
class PackagedEgg {
public:
    /// Opens the egg at `path`, one of find_packaged's. Throws report::Error for another path and
    /// for a damaged package: all its digests are verified. When write() may follow, `expected` is what it
    /// will get, as far as that is known: a zip egg's package is then being rewritten meanwhile, and of the
    /// digests only the egg's is verified; the others by write(), or by verify().
    static std::unique_ptr<PackagedEgg> open(const std::filesystem::path& package,
                                             const std::string& path,
                                             const PackageOutput& expected = {});
    /// The same of a package that is open.
    static std::unique_ptr<PackagedEgg> open(std::shared_ptr<const rpm::OpenPackage> package,
                                             const std::string& path,
                                             const PackageOutput& expected = {});
    ~PackagedEgg();

    /// Verifies what open() has not. Throws report::Error for a damaged package.
    void verify() const;

    const std::string& path() const { return path_; } ///< in the package
    const Egg& egg() const { return *egg_; }

    /// The egg as it will be: for checks and diffs before write(). `changes` must be completed.
    std::unique_ptr<Egg> patched(const Changes& changes) const;

    /// Makes the new package: an egg that is a file stays one, a directory stays a directory; what
    /// `changes` (completed) and `output` do not ask for stays as it was. Compares both packages
    /// tag by tag and file by file before the new one takes its name. Throws report::Error, and
    /// nothing is left in the directory, when anything else differs. The same input gives the same
    /// bytes.
    PatchedPackage write(const Changes& changes, const PackageOutput& output) const;

private:
    PackagedEgg(std::shared_ptr<const rpm::OpenPackage> package, const std::string& path);
    void read();
    void begin(const PackageOutput& expected);
    bool is_file() const;
    std::size_t names() const;

    std::shared_ptr<const rpm::OpenPackage> package_;
    std::string path_;
    bool verified_ = false; ///< all digests of the package
    std::unique_ptr<Egg> egg_;
    std::string zip_; ///< a zip egg's bytes
    std::unique_ptr<rpm::PackageRewriter> rewriter_;
};

} // namespace calpkg::egg
