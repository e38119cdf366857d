#include "lib/egg/make/find_packages.hpp"

#include "lib/egg/make/pattern.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace calpkg::egg {

namespace {

bool any_matches(const std::vector<std::string>& patterns, const std::string& name) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return matches(pattern, name, false); });
}

bool is_module(const std::string& path) {
    return path.size() > 3 && path.compare(path.size() - 3, 3, ".py") == 0;
}

std::string as_path(std::string package) {
    std::replace(package.begin(), package.end(), '.', '/');
    return package;
}

/// Adds the packages below `directory`, whose own package is `parent`.
void walk(const PackageSources& sources, const std::string& directory, const std::string& parent,
          std::vector<std::string>& found) {
    std::set<std::string> names;
    const std::size_t skip = directory.empty() ? 0 : directory.size() + 1;
    for (const std::string& path : sources.below(directory)) {
        const std::size_t slash = path.find('/', skip);
        if (slash != std::string::npos) names.insert(path.substr(skip, slash - skip));
    }
    for (const std::string& name : names) {
        const std::string below = join_path(directory, name);
        if (name.find('.') != std::string::npos || !sources.has(below + "/__init__.py")) continue;
        const std::string package = parent.empty() ? name : parent + "." + name;
        found.push_back(package);
        walk(sources, below, package, found);
    }
}

void sort_files(std::vector<PackageFile>& files) {
    std::sort(files.begin(), files.end(),
              [](const PackageFile& a, const PackageFile& b) { return a.member < b.member; });
    files.erase(std::unique(files.begin(), files.end(),
                            [](const PackageFile& a, const PackageFile& b) {
                                return a.member == b.member;
                            }),
                files.end());
}

std::vector<std::string> patterns_for(
    const std::map<std::string, std::vector<std::string>>& patterns, const std::string& package) {
    std::vector<std::string> both;
    for (const std::string& key : {std::string(), package}) {
        const auto found = patterns.find(key);
        if (found != patterns.end())
            both.insert(both.end(), found->second.begin(), found->second.end());
    }
    return both;
}

/// Of the packages' directories, the one that a path lies in: the nearest.
std::string owner_of(const std::map<std::string, std::string>& directories,
                     const std::string& path) {
    for (std::string at = parent_path(path);; at = parent_path(at)) {
        if (directories.count(at) > 0) return at;
        if (at.empty()) return {};
    }
}

} // namespace

std::vector<std::string> find_packages(const PackageSources& sources, const std::string& where,
                                       const std::vector<std::string>& exclude,
                                       const std::vector<std::string>& include) {
    std::vector<std::string> found;
    walk(sources, where == "." ? "" : where, "", found);
    found.erase(std::remove_if(found.begin(), found.end(),
                               [&](const std::string& package) {
                                   return package == "ez_setup" || any_matches(exclude, package) ||
                                          !any_matches(include, package);
                               }),
                found.end());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<PackageFile> package_modules(const PackageSources& sources, const PackageSetup& setup) {
    std::vector<PackageFile> files;
    for (const std::string& package : setup.packages) {
        const std::string directory = setup.directory_of(package);
        if (!sources.has_directory(directory))
            throw report::Error(
                setup.file,
                fmt::format("package '{}' has no directory {}", package, sources.shown(directory)),
                "correct 'packages' or 'package_dir'");
        for (const std::string& path : sources.below(directory)) {
            const bool own = parent_path(path) == directory && base_name(path).front() != '.';
            if (own && is_module(path) && path != "setup.py")
                files.push_back({as_path(package) + "/" + base_name(path), path});
        }
    }
    for (const std::string& module : setup.modules) {
        const std::string parent = parent_path(as_path(module));
        std::string package = parent;
        std::replace(package.begin(), package.end(), '/', '.');
        const std::string source =
            join_path(setup.directory_of(package), base_name(as_path(module)) + ".py");
        if (!sources.has(source))
            throw report::Error(
                setup.file,
                fmt::format("module '{}' has no file {}", module, sources.shown(source)),
                "correct 'py_modules'");
        files.push_back({as_path(module) + ".py", source});
    }
    sort_files(files);
    return files;
}

std::vector<PackageFile> package_data(const PackageSources& sources, const PackageSetup& setup,
                                      const std::set<std::string>& manifest) {
    std::map<std::string, std::string> directories;
    for (const std::string& package : setup.packages)
        directories[setup.directory_of(package)] = package;

    std::vector<PackageFile> files;
    const auto add = [&](const std::string& package, const std::string& path) {
        const std::string directory = setup.directory_of(package);
        for (const std::string& pattern : patterns_for(setup.excluded_data, package))
            if (matches(join_path(directory, pattern), path, false)) return;
        const std::string below = directory.empty() ? path : path.substr(directory.size() + 1);
        files.push_back({as_path(package) + "/" + below, path});
    };
    for (const std::string& package : setup.packages) {
        const std::string directory = setup.directory_of(package);
        for (const std::string& pattern : patterns_for(setup.data, package))
            for (const std::string& path : sources.below(directory))
                if (matches(join_path(directory, pattern), path, true)) add(package, path);
    }
    if (setup.include_data) {
        for (const std::string& path : manifest) {
            const std::string directory = owner_of(directories, path);
            const auto owner = directories.find(directory);
            const bool module = is_module(path) && parent_path(path) == directory;
            if (owner != directories.end() && !module && sources.has(path))
                add(owner->second, path);
        }
    }
    sort_files(files);
    return files;
}

} // namespace calpkg::egg
