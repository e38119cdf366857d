#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

#include <cstdint>
#include <vector>

namespace calpkg::check {

/// Bytes that a list of files takes in a canonical package's header: a row of numbers, digest, owner, group and name
/// a file, and each directory once.
std::uint64_t file_list_bytes(const std::vector<stage::StagedEntry>& entries);

/// Names, as an error (`too-large-header`), a plan whose package would have more header data than its target's rpm
/// takes (`header-limit`): rpm 4.8 and 4.11 refuse to read 16 MiB and more. What they add on installing counts,
/// since they read the header out of their database, too: signatures, digests and the state of each file.
report::Findings header_size(const plan::Plan& plan);

} // namespace calpkg::check
