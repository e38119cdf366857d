#pragma once

#include "lib/report/error.hpp"
#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::cli {

/// How an error is shown, with its last line end: `cal-pkg: error: <subject>: <reason>; <remedy>`. For a person at a
/// `terminal` also the line of the file that it is about, with a caret below the place, and the remedy on a line of
/// its own; paths below the current directory are named from there. Below is the end of a log, where that tells the
/// reason.
std::string error_text(const report::Error& error, bool terminal, bool colour);

/// The same of a finding: `cal-pkg: <severity>: <subject>: <message>; <remedy> [<id>]`.
std::string finding_text(const report::Finding& finding, bool terminal, bool colour);

} // namespace calpkg::cli
