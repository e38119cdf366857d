#pragma once

#include "lib/process/run.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::rpmbuild {

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
    /// Starts rpmbuild. Throws report::Error when it cannot be started.
    ToolsQuestion() : rpmbuild_("rpmbuild") {}
    /// Waits for the answer. Call it once.
    repo::BuiltWith finish();

private:
    VersionQuestion rpmbuild_;
};

/// What the versions of the tools mean for what is built, in one warning: nothing as long as rpmbuild is one of those
/// whose packages are known to become equal.
report::Findings findings_about(const repo::BuiltWith& tools);

} // namespace calpkg::rpmbuild
