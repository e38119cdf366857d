#pragma once

#include "lib/process/run.hpp"

#include <string>

namespace calpkg::process {

/// The editor that the environment names, as POSIX has it: a command line for the shell in $VISUAL or else $EDITOR; vi
/// without either.
std::string editor_of_environment();

/// Runs a command line for the person at the terminal, such as an editor, with `argument` as its last one, and waits
/// for it. The shell that reads it is the user's wish: such values have quotes and options in them. What runs has this
/// process's standard streams, environment, directory and process group, so that the keys for interrupting and
/// suspending are its own. A SIGTERM or SIGHUP for this process is passed on as SIGHUP, and it is waited for all the
/// same: what it keeps then is there. The terminal is put back into the mode that it had. Throws report::Error when
/// there is no shell. One at a time.
Result run_in_foreground(const std::string& command_line, const std::string& argument);

} // namespace calpkg::process
