#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace calpkg::rpm {

struct OpenPackage;

/// Content of the regular file `path` ("/opt/calamari/…") in a package's payload, read as a stream
/// up to that file. Throws report::Error, naming the package, for a file that is not in it (or is a
/// ghost, a directory or a link), one larger than `limit` bytes, and a damaged package.
std::string read_package_file(const OpenPackage& package, const std::string& path,
                              std::uint64_t limit = 64U << 20);

/// Content of every regular file whose path begins with `prefix` (end it with "/" for a directory),
/// by whole path; ghosts are left out. `limit` is for all of them together. Throws report::Error.
std::map<std::string, std::string> read_package_files(const OpenPackage& package,
                                                      const std::string& prefix,
                                                      std::uint64_t limit = 256U << 20);

} // namespace calpkg::rpm
