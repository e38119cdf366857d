#pragma once

#include "lib/process/run.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::venv {

/// Where a job runs: a command template such as
/// `podman run --rm -v {in}:{in} -v {out}:{out} IMAGE sh {script} {in} {out}`.
class Runner {
public:
    /// Reads a template. "local" (or an empty text) is this machine. The template is split into words
    /// as a shell would (blanks, '…', "…", backslash) but no shell sees it; {in}, {out} and {script}
    /// stand for paths. When it has no {script}, `sh {script} {in} {out}` is added; when it has that
    /// but neither {in} nor {out} behind it, `{in} {out}` are. Throws report::Error for an unfinished
    /// quote, an unknown {name} and a script that gets only one of both directories.
    /// `option` is what errors call it.
    explicit Runner(const std::string& text, const std::string& option = "--runner");

    bool is_local() const { return words_.empty(); }
    /// As given; "local" for the default.
    const std::string& text() const { return text_; }
    /// The option that it is given with: "--runner", or "--web-runner".
    const std::string& option() const { return option_; }

    /// The command for one job. With `network`, the environment also has what tells pip, npm, curl and wget
    /// about indexes, proxies and certificates.
    process::Command command(const std::filesystem::path& in, const std::filesystem::path& out,
                             const std::filesystem::path& script, bool network) const;

private:
    std::string text_;
    std::string option_;
    std::vector<std::string> words_; ///< empty: local
};

} // namespace calpkg::venv
