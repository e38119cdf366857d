#pragma once

#include "lib/rpm/format/raw_header.hpp"

#include <string>
#include <vector>

namespace calpkg::compare {

/// The header that a package with the files `paths` ("/etc/x") would have, in this order: with the attributes that are
/// compared, all of them empty. What is no package is compared as one by it.
rpm::RawHeader header_of(const std::vector<std::string>& paths);

} // namespace calpkg::compare
