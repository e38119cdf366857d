#include "lib/compare/directories.hpp"

#include "lib/fs/walk.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <algorithm>
#include <cerrno>
#include <set>

namespace calpkg::compare {

namespace {

using Packages = std::map<std::string, std::filesystem::path>;

bool is_source(const rpm::RawHeader& header) {
    return header.has(rpm::tag::source_package) || !header.has(rpm::tag::source_rpm);
}

/// "calamari-server.x86_64"
std::string key_of(const rpm::RawHeader& header) {
    return header.text(rpm::tag::name) + "." +
           (is_source(header) ? "src" : header.text(rpm::tag::arch));
}

std::string key_of(const std::filesystem::path& package) {
    return key_of(rpm::OpenPackage(package).parts.header);
}

void require_there(const std::filesystem::path& path) {
    std::error_code failure;
    const std::filesystem::file_status status = std::filesystem::status(path, failure);
    if (status.type() == std::filesystem::file_type::not_found)
        throw report::system_error(path.string(), "find", ENOENT);
    if (failure) throw report::system_error(path.string(), "read", failure.value());
}

/// What is to be compared of `path`, `other` being the other side's.
Packages side(const std::filesystem::path& path, const std::filesystem::path& other) {
    if (!std::filesystem::is_directory(path)) return {{key_of(path), path}};
    Packages all = packages_in(path);
    if (std::filesystem::is_directory(other)) return all;
    const std::string wanted = key_of(other);
    const auto at = all.find(wanted);
    if (at == all.end())
        throw report::Error(path.string(), "has no package " + wanted,
                            "name the package to compare with, or a directory that has it");
    return {*at};
}

Row lone_package(const std::string& key, const std::filesystem::path& package, Kind kind) {
    const std::string version = rpm::evr(rpm::OpenPackage(package).parts.header);
    return {Section::versions,
            kind,
            key,
            "package",
            kind == Kind::removed ? version : "",
            kind == Kind::added ? version : ""};
}

} // namespace

Packages packages_in(const std::filesystem::path& directory) {
    Packages newest;
    std::map<std::string, rpm::RawHeader> headers;
    std::set<std::filesystem::path> files;
    fs::walk(directory, [&](const std::filesystem::path& path) {
        if (path.extension() == ".rpm" && std::filesystem::is_regular_file(path))
            files.insert(path);
    });
    for (const std::filesystem::path& file : files) {
        const rpm::OpenPackage package(file);
        const std::string key = key_of(package.parts.header);
        const auto other = headers.find(key);
        if (other != headers.end() &&
            upgrade_of(other->second, package.parts.header) != Upgrade::newer)
            continue;
        headers[key] = package.parts.header;
        newest[key] = file;
    }
    if (newest.empty())
        throw report::Error(directory.string(), "has no package below it",
                            "name a package, or the directory OUT/TARGET of a build");
    return newest;
}

Comparison compare_paths(const std::filesystem::path& before, const std::filesystem::path& after) {
    require_there(before);
    require_there(after);
    Comparison found{before.string(), after.string(), {}, {}};
    if (!std::filesystem::is_directory(before) && !std::filesystem::is_directory(after)) {
        found.packages.push_back(compare_packages(before, after));
        return found;
    }
    Packages olds = side(before, after);
    for (const auto& [key, package] : side(after, before)) {
        const auto old = olds.find(key);
        if (old == olds.end()) {
            found.rows.push_back(lone_package(key, package, Kind::added));
            continue;
        }
        found.packages.push_back(compare_packages(old->second, package));
        olds.erase(old);
    }
    for (const auto& [key, package] : olds)
        found.rows.push_back(lone_package(key, package, Kind::removed));
    std::ranges::sort(found.rows, {}, &Row::object);
    return found;
}

} // namespace calpkg::compare
