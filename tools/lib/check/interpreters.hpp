#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace calpkg::check {

/// Holds programs of a plan against the interpreters that the target and the package itself have.
class Interpreters {
public:
    explicit Interpreters(const plan::Plan& plan);

    /// Judges a program at the installed `path` by its first line ("#!"), and by the second of those of pip that leave
    /// it to a shell since the first would be too long.
    void add(const std::string& path, const std::string& text);

    /// Whether something is at `path` when the package is installed: a file of the package, one of the target's
    /// Pythons, or, of what is not Python, anything in the system's directories.
    bool is_there(const std::string& path) const;

    /// `missing-interpreter`, a warning for all: sources have programs that nobody runs on the target.
    report::Findings findings() const;

private:
    std::string explained(const std::string& interpreter) const;

    const plan::Plan& plan_;
    std::unordered_map<std::string_view, const stage::StagedEntry*> entries_;
    std::vector<std::pair<std::string, std::string>> missing_; ///< program and interpreter
};

/// What runs a program, by its first lines: "/usr/bin/python2.6"; what `env` looks for as if in /usr/bin; "" for
/// what is no script.
std::string interpreter_of(const std::string& text);

} // namespace calpkg::check
