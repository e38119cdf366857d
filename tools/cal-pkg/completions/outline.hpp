#pragma once

#include <CLI/App.hpp>

#include <map>
#include <string>
#include <vector>

namespace calpkg::completions {

/// What a shell can offer for a value.
struct Values {
    enum class Paths { none, files, directories };

    std::vector<std::string> words;
    Paths paths = Paths::none;
};

struct Option {
    std::string name;       ///< "--jobs"
    std::string short_name; ///< "-j"; empty when there is none
    std::string description;
    std::string value; ///< "DIR", as --help names it; empty for a flag
    bool repeats = false;
    Values values;
};

struct Argument {
    std::string name; ///< "COMPONENT"
    bool repeats = false;
    Values values;
};

/// One command as completions need it. Only commands that have no subcommands take arguments.
struct Outline {
    std::string path; ///< what is typed behind "cal-pkg": "egg patch"; empty for the program itself
    std::vector<std::pair<std::string, std::string>> subcommands; ///< name, summary
    std::vector<Option> options;
    std::vector<Argument> arguments;
};

/// The words that a value named so can be: "TARGET" → el6, el7, el9.
using Lists = std::map<std::string, std::vector<std::string>>;

/// Every command below `program` that is not hidden, and `program` itself as the first. The names of values
/// say what they take: alternatives with '|' between; DIR, FILE, PATH or a key of `lists`; a word in lower
/// case is the value itself.
std::vector<Outline> outlines(const CLI::App& program, const Lists& lists);

/// The paths of those of `all` that have commands below them, without the program itself.
std::vector<std::string> groups_of(const std::vector<Outline>& all);

} // namespace calpkg::completions
