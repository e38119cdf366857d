#pragma once

#include "lib/process/run.hpp"

namespace calpkg::process {

/// All variables of this process, in their order, for programs that are to have them or some of them.
Environment whole_environment();

} // namespace calpkg::process
