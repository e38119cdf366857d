#pragma once

#include "lib/verify/package.hpp"

#include <string>
#include <vector>

struct _xmlNode;

namespace calpkg::verify {

/// How an element "package" of primary differs from the package that lies where it says, a sentence each. The package's
/// own checksum is not looked at.
std::vector<std::string> primary_faults(_xmlNode* entry, const PackageFacts& package);

/// The same of filelists: name, version, and every file.
std::vector<std::string> filelists_faults(_xmlNode* entry, const PackageFacts& package);

/// The same of other: name, version, and that each entry of the changelog is one of the package's.
std::vector<std::string> other_faults(_xmlNode* entry, const PackageFacts& package);

} // namespace calpkg::verify
