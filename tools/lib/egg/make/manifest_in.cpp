#include "lib/egg/make/manifest_in.hpp"

#include "lib/egg/make/manifest_pattern.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <sstream>

namespace calpkg::egg {

namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

const std::vector<std::string> kCommands{
    "include",           "exclude",           "global-include", "global-exclude",
    "recursive-include", "recursive-exclude", "graft",          "prune"};

/// One line of the template, its words apart.
struct Command {
    std::string name;
    std::vector<std::string> words;
};

std::string without_front(const std::string& line) {
    return line.substr(std::min(line.find_first_not_of(kBlanks), line.size()));
}

std::string stripped(const std::string& line) {
    const std::string rest = without_front(line);
    return rest.substr(0, rest.find_last_not_of(kBlanks) + 1);
}

/// Without its comment, unless the first '#' has a backslash before it: then each of those is a '#'.
std::string without_comment(const std::string& line) {
    const std::size_t sign = line.find('#');
    if (sign == line.npos) return line;
    if (sign == 0 || line[sign - 1] != '\\') return line.substr(0, sign);
    return report::replaced(line, "\\#", "#");
}

/// The lines of a template as distutils' TextFile gives them: a line that ends in a backslash is joined with
/// the next one, of which blanks at the front go; a line that is a comment only is not there. `run` gets
/// each with the number of its last line.
void each_line(const std::string& text, const std::function<void(const std::string&, int)>& run) {
    std::istringstream lines(text);
    std::string line, joined;
    int number = 0;
    while (std::getline(lines, line)) {
        ++number;
        const bool comment = line.find('#') != line.npos;
        line = without_comment(line);
        if (comment && stripped(line).empty()) continue;
        joined += without_front(line);
        joined.erase(joined.find_last_not_of(kBlanks) + 1);
        if (joined.ends_with('\\')) {
            joined.pop_back();
            continue;
        }
        if (!joined.empty()) run(joined, number);
        joined.clear();
    }
    if (!joined.empty()) run(joined, number);
}

Command command_of(const std::string& line) {
    std::istringstream words(line);
    Command command;
    words >> command.name;
    for (std::string word; words >> word;) command.words.push_back(word);
    return command;
}

void check(const Command& command, const std::string& at) {
    if (std::find(kCommands.begin(), kCommands.end(), command.name) == kCommands.end())
        throw report::Error(at, fmt::format("'{}' is not a command", command.name),
                            report::suggestion(command.name, kCommands));
    const std::size_t least = command.name.starts_with("recursive") ? 2 : 1;
    if (command.words.size() < least)
        throw report::Error(at, fmt::format("'{}' lacks a pattern", command.name),
                            "write a pattern or a directory after it");
    if ((command.name == "graft" || command.name == "prune") && command.words.size() > 1)
        throw report::Error(at, fmt::format("'{}' takes one directory", command.name),
                            "write a line for each");
}

/// os.path.join
std::string joined(const std::string& directory, const std::string& rest) {
    if (rest.starts_with('/')) return rest;
    return directory.ends_with('/') ? directory + rest : directory + "/" + rest;
}

std::vector<std::string> found_by(const PackageSources& sources, const Command& command,
                                  const std::string& pattern) {
    if (command.name == "include") return glob_files(sources, pattern, false);
    if (command.name == "graft") return glob_below(sources, pattern);
    if (command.name == "recursive-include")
        return glob_files(sources, joined(joined(command.words.front(), "**"), pattern), true);
    std::vector<std::string> all = sources.paths();
    const PathPattern anywhere(joined("**", pattern));
    std::erase_if(all, [&](const std::string& path) { return !anywhere.matches(path); });
    return all;
}

/// What "exclude", "prune" and their like take away.
PathPattern excluded_by(const Command& command, const std::string& pattern) {
    if (command.name == "exclude") return PathPattern(pattern);
    if (command.name == "prune") return PathPattern(joined(pattern, "**"));
    if (command.name == "global-exclude") return PathPattern(joined("**", pattern));
    return PathPattern(joined(joined(command.words.front(), "**"), pattern));
}

void apply(const PackageSources& sources, const Command& command, std::set<std::string>& paths) {
    const bool adds = command.name.ends_with("include") || command.name == "graft";
    const std::size_t first = command.name.starts_with("recursive") ? 1 : 0;
    for (std::size_t i = first; i < command.words.size(); ++i) {
        const std::string& pattern = command.words[i];
        if (adds)
            for (std::string& path : found_by(sources, command, pattern))
                paths.insert(std::move(path));
        else
            std::erase_if(paths, [excluded = excluded_by(command, pattern)](
                                     const std::string& path) { return excluded.matches(path); });
    }
}

} // namespace

std::set<std::string> apply_manifest_template(const PackageSources& sources,
                                              const std::string& text, const std::string& name,
                                              std::set<std::string> paths) {
    each_line(text, [&](const std::string& line, int number) {
        const Command command = command_of(line);
        check(command, fmt::format("{}:{}", name, number));
        apply(sources, command, paths);
    });
    return paths;
}

} // namespace calpkg::egg
