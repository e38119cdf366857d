#pragma once

#include "lib/layout/target.hpp"
#include "lib/report/finding.hpp"
#include "lib/verify/key_ring.hpp"
#include "lib/verify/package.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace calpkg::verify {

/// Holds the signatures of the package in `file` against the given keys: over its header, and over header and payload, of
/// any kind that gpg knows. One at least has to be there, and all have to be good; and `target`'s rpm, if it is known,
/// has to be able to check them. Without keys a note says that nobody has looked at them.
report::Findings package_signatures(const KeyRing& keys, const std::filesystem::path& file,
                                    const PackageFacts& package,
                                    const std::optional<layout::Target>& target,
                                    const std::string& subject);

/// The same of the file `data` and the detached signature beside it, if there is one.
report::Findings file_signature(const KeyRing& keys, const std::filesystem::path& data,
                                const std::string& subject);

} // namespace calpkg::verify
