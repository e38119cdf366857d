#pragma once

#include "lib/layout/keys.hpp"
#include "lib/layout/yaml.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace calpkg::engine {

/// A program that is run for one step of a build engine.
struct BuilderCommand {
    layout::Position at;
    /// Its words, with {placeholders}: those of builder_placeholders() and the builder's variables. None: the engine
    /// has no such step.
    std::vector<std::string> argv;

    bool is_there() const { return !argv.empty(); }
};

/// What a line of an engine's log means.
struct BuilderReason {
    std::string text; ///< ECMAScript regular expression for a part of the line
    std::string says; ///< what is told of it, with the way out
};

/// How source packages are built by a build engine that people have already: layouts/builders/<name>.yaml. Data only;
/// tools/docs/engines.md documents each key.
struct Builder {
    std::filesystem::path file;
    std::string name;    ///< "slurm"
    std::string summary; ///< "Slurm, a job a package"
    /// Values for placeholders, which --with changes; those without one ("") have to be given.
    std::map<std::string, std::string> variables;
    std::map<std::string, std::string> targets; ///< cal-pkg's target → what {target} is there
    BuilderCommand reach;                       ///< fails where the engine cannot be used at all
    BuilderCommand submit; ///< hands a source package over; without `poll` it builds it, too
    BuilderCommand poll;   ///< tells the state of what was handed over
    BuilderCommand log;    ///< prints the log of a build
    BuilderCommand fetch;  ///< brings back the packages
    BuilderCommand cancel; ///< ends what was handed over
    BuilderCommand
        find; ///< prints the job of a package of which it is not known whether it was handed over
    std::string log_file; ///< where the log lies then, with {placeholders}; instead of `log`
    std::string job;      ///< regular expression: its group is {job}, in what `submit` prints
    std::string state;    ///< the same for the state, in what `poll` prints
    std::vector<std::string> succeeded, failed; ///< states; in any other the engine works on it
    unsigned seconds = 0;                       ///< between two looks at the state
    std::vector<BuilderReason> reasons;
};

/// What may stand in braces in a builder's words beside its variables: {source}, {results}, …
const std::vector<std::string>& builder_placeholders();

const layout::Keys& builder_keys();

/// Reads one strictly: unknown keys and placeholders, wrong types, regular expressions that are none, and steps that
/// cannot go together are report::Errors as `file:line: …`.
Builder read_builder(const std::filesystem::path& file);

} // namespace calpkg::engine
