#pragma once

#include "lib/rpm/format/payload_stream.hpp"

#include <string>

namespace calpkg::rpm {

/// How rpm's io flags ("w6.gzdio", "w3T2.xzdio", "w.ufdio"), as targets and macros have them, compress a payload.
/// Throws report::Error for others.
Compression compression_of_flags(const std::string& io_flags);

/// Whether a package may be compressed either way: rpm requires rpmlib(PayloadIsXz) of whoever installs an xz payload,
/// and so on, and nothing for gzip and for none.
bool have_same_requirements(const Compression& one, const Compression& other);

/// The io flags that rpmbuild gets for a payload that will be encoded anew as `io_flags` say: those that take the
/// least time among those that lead to the same requirements of the package (rpmlib(PayloadIsXz)).
std::string quickest_flags(const std::string& io_flags);

} // namespace calpkg::rpm
