#include "lib/egg/make/manifest_in.hpp"

#include "lib/egg/make/pattern.hpp"
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

/// The commands of a template, with comments dropped and continued lines joined; `run` gets each
/// with its line number.
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

} // namespace calpkg::egg
