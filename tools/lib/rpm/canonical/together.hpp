#pragma once

#include "lib/rpm/canonical/canonical.hpp"

#include <vector>

namespace calpkg::rpm {

struct CanonicalRequest {
    std::filesystem::path file;
    std::filesystem::path destination; ///< may be `file`
    SeenContent seen{};                ///< different packages are seen by different threads
};

struct CanonicalPayloads {
    std::optional<Compression> binary, source; ///< none: what each package says of its own
};

/// make_canonical() of several packages, in the order of `requests`. A binary package whose source package is among
/// them gets its id. The payload of a source package is written beside those of its binary packages.
///
/// All are made beside their destinations before the first one gets its name. A destination that a package was read
/// from is replaced and keeps its mode and owner; another file there stays, and is an error unless it has the same
/// bytes. Throws report::Error: then every file is as it was, unless a rename fails at the end.
std::vector<CanonicalPackage> make_canonical_together(const std::vector<CanonicalRequest>& requests,
                                                      const CanonicalPayloads& payloads);

} // namespace calpkg::rpm
