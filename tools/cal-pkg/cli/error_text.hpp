#pragma once

#include "lib/report/error.hpp"

#include <string>

namespace calpkg::cli {

/// How an error is shown, with its last line end: `cal-pkg: error: <subject>: <reason>; <remedy>`. For a person at a
/// `terminal` also the line of the file that it is about, with a caret below the place, and the remedy on a line of
/// its own. Below is the end of a log, where that tells the reason.
std::string error_text(const report::Error& error, bool terminal, bool colour);

} // namespace calpkg::cli
