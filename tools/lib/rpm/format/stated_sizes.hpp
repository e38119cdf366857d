#pragma once

#include "lib/rpm/format/package_parts.hpp"

#include <cstdint>
#include <string>

namespace calpkg::rpm {

// librpm passes on without a look what headers say of these sizes: to queries, yum, dnf and createrepo_c. A package that
// is made of another would state them as its own.

/// Throws report::Error, naming `subject` and the tag, where a header says something else than that the uncompressed
/// payload has `size` bytes (SIGPAYLOADSIZE, LONGARCHIVESIZE, ARCHIVESIZE, PAYLOADSIZEALT).
void require_archive_size(const PackageParts& parts, std::uint64_t size,
                          const std::string& subject);

/// Throws report::Error, naming `subject` and the tag, where SIZE or LONGSIZE is not the sum of the sizes of `files`.
/// Versions of rpm count differently: links or not, hard links once or each.
void require_installed_size(const RawHeader& header, const FileTable& files,
                            const std::string& subject);

/// Both of an open package. Its payload is unpacked for that, unless no header says how long it is; nothing else of it is
/// looked at.
void verify_stated_sizes(const OpenPackage& package);

} // namespace calpkg::rpm
