#pragma once

#include "lib/rpm/format/package_parts.hpp"

#include <string>
#include <vector>

namespace calpkg::verify {

/// What no digest covers, lead and signature header, has one form only in which rpm writes it; each way in which that of
/// `package` is another. Throws report::Error when it cannot be read.
std::vector<std::string> front_faults(const rpm::OpenPackage& package);

} // namespace calpkg::verify
