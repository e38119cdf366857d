#pragma once

#include "lib/report/error.hpp"
#include "lib/zip/damaged.hpp"
#include "lib/zip/dos_time.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::egg {

/// A member of an egg, as stored.
struct Member {
    std::string name; ///< "calamari_web/settings.py"; directories end in "/"
    std::uint64_t size = 0;
    std::uint64_t compressed_size = 0; ///< equal to size in a directory egg
    std::uint32_t crc = 0;             ///< zip eggs
    zip::DosTime dos_time;             ///< zip eggs
    std::int64_t mtime = 0;            ///< directory eggs: seconds since the epoch
    unsigned mode = 0;                 ///< permission bits, 0 when the archive has none
    bool directory = false;
    bool encrypted = false;
    std::string link; ///< directory eggs: target of a symbolic link; its content is the target's
};

/// What is wrong with an egg that is there and readable, but not sound.
using DamagedEgg = zip::Damaged;

/// A zip egg or a directory egg, open for reading (setuptools writes both forms; PEP 273 for the
/// import side), or a package's directory in site-packages without an egg around it. Reads only. One
/// thread at a time.
class Egg {
public:
    /// Opens the egg at `path`. Throws report::Error, naming it, for what is neither form or cannot
    /// be read, DamagedEgg for a zip whose directory is damaged.
    static std::unique_ptr<Egg> open(const std::filesystem::path& path);
    /// The same for a zip egg's bytes (out of an RPM); `name` is the file's, for name() and
    /// messages.
    static std::unique_ptr<Egg> open_bytes(std::string bytes, const std::string& name);
    /// The same for a directory egg's members with their contents, in any order (out of an RPM).
    static std::unique_ptr<Egg> open_files(std::vector<std::pair<Member, std::string>> files,
                                           const std::string& name);
    /// The same for the package `package` without an egg, of the Python "2.7".
    static std::unique_ptr<Egg> open_plain(std::vector<std::pair<Member, std::string>> files,
                                           const std::string& package, const std::string& python);
    virtual ~Egg() = default;

    virtual bool is_zip() const = 0;
    /// The whole file of a zip egg; "" of a directory egg.
    virtual const std::string& bytes() const = 0;
    virtual std::string name() const = 0; ///< file name: "calamari_web-0.1-py2.6.egg"
    /// "calamari_web", which every member's name begins with, of a package without an egg; else "".
    virtual std::string package() const { return {}; }
    bool is_plain() const { return !package().empty(); }
    /// Where a member lies, relative to the directory egg or the package's directory.
    std::string in_directory(const std::string& member) const {
        return is_plain() ? member.substr(package().size() + 1) : member;
    }
    /// In the order of the archive; a directory egg's sorted. A damaged archive may name one twice:
    /// Python takes the last.
    virtual const std::vector<Member>& members() const = 0;
    /// Content of a member. Throws report::Error for one that is not there, is damaged (CRC),
    /// encrypted or larger than `limit`.
    std::string read(const std::string& member, std::uint64_t limit = kReadLimit) const;
    /// The same for members()[index].
    virtual std::string read_at(std::size_t index, std::uint64_t limit = kReadLimit) const = 0;

    bool has(const std::string& member) const { return find(member) != nullptr; }
    /// The member that Python would take, or null.
    const Member* find(const std::string& member) const;
    /// python_of() its name or, without an egg, its path.
    virtual std::string python() const;

    static constexpr std::uint64_t kReadLimit = 64U << 20;

protected:
    static constexpr const char* kTooLargeRemedy =
        "no module is that large: use unzip, or the file itself";
};

/// The file name of the egg at `path`, however that is written ("x.egg/", "."): Egg::name().
std::string name_of(const std::filesystem::path& path);

/// "2.6" out of the "-py2.6" in an egg's file name or, of a package without an egg, out of the
/// "python2.6" in its path; or "".
std::string python_of(const std::string& path);

/// The eggs below an installed root (`/opt/calamari`), and calamari's packages that lie there without one:
/// in `<root>/venv/lib*/python*/site-packages`, for a virtualenv itself or /usr in `<root>/lib*/…`, for a
/// system's root in `<root>/opt/calamari/venv` and `<root>/usr`, or in `root` where that is a
/// site-packages; each once (lib64 → lib links), sorted.
std::vector<std::filesystem::path> find_installed(const std::filesystem::path& root);

/// The packages `name` without an egg, calamari's or not, in the same directories.
std::vector<std::filesystem::path> find_plain(const std::filesystem::path& root,
                                              const std::string& name);

} // namespace calpkg::egg
