#include "lib/egg/make/manifest_in.hpp"

#include "lib/egg/make/find_packages.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <sstream>

namespace calpkg::egg {

namespace {

using Paths = std::set<std::string>;
using Test = std::function<bool(const std::string& path)>;

const std::vector<std::string> kCommands{
    "include",           "exclude",           "global-include", "global-exclude",
    "recursive-include", "recursive-exclude", "graft",          "prune"};

bool is_below(const std::string& path, const std::string& directory) {
    return path.size() > directory.size() + 1 && path.starts_with(directory) &&
           path[directory.size()] == '/';
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string without_slash(std::string path) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path.starts_with("./") ? path.substr(2) : path;
}

/// One line of the template, its words apart.
struct Command {
    std::string name;
    std::vector<std::string> words;
};

/// Which paths a command means.
Test test_of(const Command& command) {
    std::vector<std::string> patterns = command.words;
    for (std::string& pattern : patterns) pattern = without_slash(pattern);
    const auto any = [](const std::vector<std::string>& all, const Test& matching) {
        return std::any_of(all.begin(), all.end(), matching);
    };
    if (command.name == "include" || command.name == "exclude")
        return [=](const std::string& path) {
            return any(patterns,
                       [&](const std::string& pattern) { return matches(pattern, path, true); });
        };
    if (command.name == "graft" || command.name == "prune")
        return [=](const std::string& path) {
            return any(patterns, [&](const std::string& dir) { return is_below(path, dir); });
        };
    const bool recursive = command.name.starts_with("recursive");
    const std::string top = recursive ? patterns.front() : std::string();
    if (recursive) patterns.erase(patterns.begin());
    return [=](const std::string& path) {
        if (recursive && top != "." && !is_below(path, top)) return false;
        return any(patterns, [&](const std::string& pattern) {
            return matches(pattern, base_name(path), true);
        });
    };
}

/// The commands of a template, with comments dropped and continued lines joined; `run` gets each with
/// its line number.
void each_command(const std::string& text, const std::function<void(const Command&, int)>& run) {
    std::istringstream lines(text);
    std::string line, joined;
    for (int number = 1; std::getline(lines, line); ++number) {
        line = line.substr(0, line.find('#'));
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const bool continued = !line.empty() && line.back() == '\\';
        if (continued) line.back() = ' ';
        joined += line;
        if (continued) continue;
        std::istringstream words(joined);
        joined.clear();
        Command command;
        words >> command.name;
        for (std::string word; words >> word;) command.words.push_back(word);
        if (!command.name.empty()) run(command, number);
    }
}

/// What Python's sdist takes without being told.
Paths standard_paths(const PackageSources& sources) {
    Paths paths;
    for (const char* readme : {"README", "README.rst", "README.txt", "README.md"}) {
        if (!sources.has(readme)) continue;
        paths.insert(readme);
        break;
    }
    for (const char* name : {"setup.py", "setup.cfg", "MANIFEST.in"})
        if (sources.has(name)) paths.insert(name);
    for (const std::string& path : sources.below("test"))
        if (matches("test/test*.py", path, true)) paths.insert(path);
    return paths;
}

/// Paths that setuptools takes out at the end: what it has built itself, version control's own.
bool is_pruned(const std::string& path, const std::string& full_name) {
    if (is_below(path, "build") || is_below(path, full_name)) return true;
    const std::string slashed = "/" + path;
    return slashed.find("/RCS/") != std::string::npos ||
           slashed.find("/CVS/") != std::string::npos ||
           slashed.find("/.svn/") != std::string::npos;
}

} // namespace

std::set<std::string> apply_manifest_template(const PackageSources& sources,
                                              const std::string& text, const std::string& name,
                                              std::set<std::string> paths) {
    const std::vector<std::string> all = sources.paths();
    each_command(text, [&](const Command& command, int line) {
        const std::string at = fmt::format("{}:{}", name, line);
        if (std::find(kCommands.begin(), kCommands.end(), command.name) == kCommands.end())
            throw report::Error(at, fmt::format("'{}' is not a command", command.name),
                                report::suggestion(command.name, kCommands));
        const std::size_t least = command.name.starts_with("recursive") ? 2 : 1;
        if (command.words.size() < least)
            throw report::Error(at, fmt::format("'{}' lacks a pattern", command.name),
                                "write a pattern or a directory after it");
        const Test test = test_of(command);
        const bool adds = command.name.ends_with("include") || command.name == "graft";
        if (adds) {
            std::copy_if(all.begin(), all.end(), std::inserter(paths, paths.end()), test);
        } else {
            std::erase_if(paths, test);
        }
    });
    return paths;
}

std::set<std::string> source_paths(const PackageSources& sources, const PackageSetup& setup,
                                   const std::vector<std::string>& metadata) {
    Paths paths = standard_paths(sources);
    const std::string egg_info = join_path(setup.directory_of(""), setup.file_name() + ".egg-info");
    for (const std::string& name : metadata) paths.insert(join_path(egg_info, name));
    for (const PackageFile& file : package_modules(sources, setup)) paths.insert(file.source);
    if (!setup.include_data)
        for (const PackageFile& file : package_data(sources, setup, {})) paths.insert(file.source);
    paths.insert(setup.scripts.begin(), setup.scripts.end());
    if (sources.has("MANIFEST.in"))
        paths = apply_manifest_template(sources, sources.read("MANIFEST.in"),
                                        sources.shown("MANIFEST.in"), std::move(paths));
    const std::string full_name = setup.name + "-" + setup.version;
    std::erase_if(paths, [&](const std::string& path) { return is_pruned(path, full_name); });
    return paths;
}

std::string sources_text(const std::set<std::string>& paths) {
    std::set<std::pair<std::string, std::string>> sorted;
    for (const std::string& path : paths) sorted.emplace(parent_path(path), base_name(path));
    std::string text;
    for (const auto& [directory, name] : sorted) {
        if (!text.empty()) text += '\n';
        text += join_path(directory, name);
    }
    return text;
}

} // namespace calpkg::egg
