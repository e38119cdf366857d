#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace calpkg::layout {

inline constexpr unsigned kMostJobs = 64;   ///< of jobs
inline constexpr unsigned kMostKept = 1000; ///< of keep

/// What signs, and how a signed repository is called and found.
struct ProjectSigning {
    std::string key; ///< as for --sign; empty: nothing is signed
    std::filesystem::path passphrase_file;
    std::string name;    ///< of the repository; empty: the default
    std::string baseurl; ///< as for --baseurl
};

/// cal-pkg.yaml: what would otherwise be typed each time. Every key is optional; relative paths are
/// relative to the file.
struct Project {
    std::filesystem::path file;                              ///< empty: there is none
    std::filesystem::path checkouts;                         ///< directory with all checkouts
    std::map<std::string, std::filesystem::path> components; ///< component → checkout
    std::map<std::string, std::string> versions;             ///< component → VERSION-REVISION
    std::map<std::string, std::string> settings; ///< "minion.master" → what it is set to
    /// Further directories of layouts, targets, lines and so on, see Catalog::add().
    std::vector<std::filesystem::path> data;
    std::vector<std::string> targets; ///< `targets`, or `target` alone
    std::string line;                 ///< which Calamari is fetched where no checkout is named
    std::string from; ///< the mirror that it is fetched from: a directory or an address
    std::filesystem::path out;
    std::string venv;                 ///< "none", "build" or a path
    std::filesystem::path wheelhouse; ///< what it is built from
    std::string lock;                 ///< a path, or the name of one of the catalog's
    std::string runner;               ///< where it is built: a command template
    std::string python;               ///< … and with which interpreter
    std::string web_apps;             ///< "checkout", "build" or a path
    std::string web_runner;           ///< where those are built: a command template
    std::string rpmbuild_runner;      ///< where rpmbuild runs: a command template
    std::map<std::string, std::string>
        with;          ///< "bubblewrap.root" → what `submit` tells that engine
    unsigned jobs = 0; ///< 0: not given
    unsigned keep = 0; ///< versions of a package that stay; 0: not given
    ProjectSigning sign;
    std::vector<std::string> accept; ///< ids of error findings that do not stop a build
    /// Key, or "versions.clients" for one within a mapping → "cal-pkg.yaml:2", for messages.
    std::map<std::string, std::string> places;
};

struct Keys;

const Keys& project_keys();

/// Reads `file` strictly: unknown keys and wrong types are report::Error as `file:line: …`.
Project read_project(const std::filesystem::path& file);

} // namespace calpkg::layout
