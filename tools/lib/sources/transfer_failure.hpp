#pragma once

#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <string>

namespace calpkg::sources {

/// The last thing that git complained about, without its advice and without passwords.
std::string last_words(const process::Result& result);

/// Whether git found no repository under an address, so that another one may be tried.
bool is_not_there(const process::Result& result);

/// Whether git failed of objects that the other repository should have.
bool lacks_objects(const process::Result& result);

/// The error for a run of git that did not get what it wanted from `address`, in words that say what to do.
report::Error transfer_failure(const std::string& address, const process::Result& result);

/// The same for one that did not get its work done in the directory `subject`.
report::Error local_failure(const std::string& subject, const process::Result& result);

} // namespace calpkg::sources
