#pragma once

#include "lib/process/run.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::rpmbuild {

/// Asks the programs on PATH that take part in a build for their versions, while something else is done.
class ToolsQuestion {
public:
    /// Starts rpmbuild and createrepo_c. Throws report::Error when one cannot be started.
    ToolsQuestion();
    /// Waits for the answers. What a program does not tell is empty. Call it once.
    repo::BuiltWith finish();

private:
    process::Started rpmbuild_;
    process::Started createrepo_c_;
};

/// What the versions of the tools mean for what is built, in one warning: nothing as long as rpmbuild is one of those
/// whose packages are known to become equal.
report::Findings findings_about(const repo::BuiltWith& tools);

} // namespace calpkg::rpmbuild
