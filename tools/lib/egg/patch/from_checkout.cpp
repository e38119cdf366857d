#include "lib/egg/patch/from_checkout.hpp"

#include "lib/checkout/git.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <system_error>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

using Tracked = std::map<std::string, unsigned>; ///< path → git's mode

constexpr unsigned kTypeMask = 0170000;
constexpr unsigned kRegular = 0100000;

/// The directory that holds `package` in the checkout, with a slash; "" when there is none.
std::string directory_of(const Tracked& tracked, const std::string& package) {
    const std::string marker = "/" + package + "/__init__.py";
    for (const auto& [path, mode] : tracked) {
        if (!path.ends_with(marker)) continue;
        const std::string directory = path.substr(0, path.size() - marker.size()) + "/";
        if (tracked.count(directory + "setup.py") != 0) return directory;
    }
    return {};
}

/// A file of the work tree; not through a directory that has become a link.
std::string read_inside(const stdfs::path& top, const std::string& path) {
    std::error_code failure;
    const stdfs::path real = stdfs::canonical(top / path, failure);
    if (failure) throw report::system_error((top / path).string(), "read", failure.value());
    if (real != stdfs::canonical(top) / path)
        throw report::Error((top / path).string(), "lies behind a symbolic link",
                            "put the file itself there");
    return fs::read_file(real);
}

void take_package(const Egg& egg, const stdfs::path& top, const Tracked& tracked,
                  const std::string& directory, const std::string& package, CheckoutFiles& result) {
    const std::string prefix = directory + package + "/";
    for (const auto& [path, mode] : tracked) {
        if (!path.starts_with(prefix)) continue;
        const std::string member = path.substr(directory.size());
        if (!member.ends_with(".py") && !egg.has(member)) continue;
        if ((mode & kTypeMask) != kRegular)
            throw report::Error((top / path).string(), "is not a regular file",
                                "use --replace for it");
        result.files[member] = read_inside(top, path);
    }
    for (const Member& member : egg.members())
        if (member.name.starts_with(package + "/") && member.name.ends_with(".py") &&
            result.files.count(member.name) == 0)
            result.missing.push_back(member.name);
}

/// The checkout; for an egg its tags, of which git's error speaks, do not matter.
checkout::Git open_checkout(const stdfs::path& top) {
    try {
        return checkout::Git(top);
    } catch (const report::Error& error) {
        if (!error.reason().starts_with("not a git checkout")) throw;
        throw report::Error(error.subject(), error.reason(),
                            "give the checkout that the egg was built from");
    }
}

} // namespace

std::vector<std::string> packages_of(const Egg& egg) {
    std::vector<std::string> packages;
    if (egg.has("EGG-INFO/top_level.txt")) {
        std::istringstream lines(egg.read("EGG-INFO/top_level.txt"));
        for (std::string line; std::getline(lines, line);) {
            line.erase(line.find_last_not_of(" \t\r") + 1);
            if (!line.empty()) packages.push_back(line);
        }
        return packages;
    }
    for (const Member& member : egg.members()) {
        const std::size_t slash = member.name.find('/');
        if (slash != std::string::npos && member.name.substr(slash) == "/__init__.py")
            packages.push_back(member.name.substr(0, slash));
    }
    return packages;
}

CheckoutFiles files_from_checkout(const Egg& egg, const stdfs::path& checkout) {
    const checkout::Git git = open_checkout(checkout);
    Tracked tracked;
    for (const checkout::TrackedFile& file : git.tracked_files()) tracked[file.path] = file.mode;

    CheckoutFiles result;
    std::set<std::string> directories;
    for (const std::string& package : packages_of(egg)) {
        const std::string directory = directory_of(tracked, package);
        if (directory.empty()) continue;
        directories.insert(directory + package + "/");
        take_package(egg, git.top(), tracked, directory, package, result);
    }
    if (directories.empty())
        throw report::Error(checkout.string(), "has none of the packages of " + egg.name(),
                            "give the checkout that the egg was built from");
    for (const std::string& path : git.modified_files())
        if (std::any_of(directories.begin(), directories.end(),
                        [&](const std::string& prefix) { return path.starts_with(prefix); }))
            result.modified.push_back(path);
    return result;
}

} // namespace calpkg::egg
