#pragma once

#include "lib/process/run.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::process {

/// Where a script runs that works on some directories: a command template such as
/// `podman run --rm -v {in}:{in} -v {out}:{out} IMAGE sh {script} {in} {out}`.
class Runner {
public:
    /// Reads a template. "local" (or an empty text) is this machine. The template is split into words
    /// as a shell would (blanks, '…', "…", backslash) but no shell sees it; {script} and the names of
    /// `directories` in braces stand for paths. When it has no {script}, `sh {script}` and all directories
    /// are added; when it has that but no directory behind it, they are. A program with a relative path is one below
    /// the current directory, wherever it runs. Throws report::Error for an unfinished quote, an unknown {name} and a
    /// script that gets only some of the directories.
    /// `option` is what errors call it.
    explicit Runner(const std::string& text, const std::string& option = "--runner",
                    const std::vector<std::string>& directories = {"in", "out"});

    bool is_local() const { return words_.empty(); }
    /// As given; "local" for the default.
    const std::string& text() const { return text_; }
    /// The option that it is given with, such as "--runner".
    const std::string& option() const { return option_; }

    /// The command for one run, with the paths of the directories in their order. With `network`, the environment also
    /// has what tells pip, npm, curl and wget about indexes, proxies and certificates.
    Command command(const std::vector<std::filesystem::path>& directories,
                    const std::filesystem::path& script, bool network) const;
    /// Runs that, or another form of it. A runner that is not a program is told as what it is: a report::Error.
    Result run(const Command& command) const;

private:
    std::string text_;
    std::string option_;
    std::vector<std::string> directories_;
    std::vector<std::string> words_; ///< empty: local
};

} // namespace calpkg::process
