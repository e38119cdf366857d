#pragma once

#include "lib/process/run.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/report/finding.hpp"
#include "lib/rpmbuild/runner.hpp"

#include <optional>
#include <string>

namespace calpkg::rpmbuild {

/// The first word of `answer` that begins with a digit: "RPM version 4.18.0", "Version: 0.17.3 (Features: …)".
std::string version_in(const std::string& answer);

/// Asks a program on PATH for its version, while something else is done.
class VersionQuestion {
public:
    /// Throws report::Error when the program cannot be started.
    explicit VersionQuestion(const std::string& program);
    /// Waits for the answer; empty where the program tells none. Call it once.
    std::string finish();

private:
    process::Started program_;
};

/// The versions of what makes packages, asked while something else is done. createrepo_c's, which takes longest to tell, is left
/// empty: run() asks for it when there is something to build.
class ToolsQuestion {
public:
    /// Starts rpmbuild, unless a `runner` tells of its own; it may be null. Throws report::Error when it cannot be
    /// started.
    explicit ToolsQuestion(const Runner* runner);
    /// Waits for the answer. Call it once.
    repo::BuiltWith finish();

private:
    std::string version_; ///< of the runner's
    std::optional<VersionQuestion> rpmbuild_;
};

/// What the versions of the tools mean for what is built, in one warning: nothing as long as rpmbuild is one of those
/// whose packages are known to become equal.
report::Findings findings_about(const repo::BuiltWith& tools);

} // namespace calpkg::rpmbuild
