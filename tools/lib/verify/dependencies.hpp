#pragma once

#include "lib/rpm/format/raw_header.hpp"

#include <string>
#include <vector>

struct _xmlNode;

namespace calpkg::verify {

/// How the dependencies of an index's entry differ from those of the package's header, a sentence a kind ("its requires
/// lack X"). `format` is the entry's element of that name. What createrepo_c leaves out by its rules may be missing:
/// rpmlib() and files that are required, versions of libc that a newer one covers.
std::vector<std::string> dependency_faults(const _xmlNode* format, const rpm::RawHeader& header);

} // namespace calpkg::verify
