#pragma once

#include "lib/report/finding.hpp"

#include <string>
#include <vector>

namespace calpkg::check {

/// Ids of the error findings that a user can take the responsibility for, sorted. Not among them
/// are those that tell that a package is not what was planned.
const std::vector<std::string>& acceptable_findings();

/// Throws report::Error, with a suggestion, when one of `ids` cannot be accepted. `where`
/// says who asked for it: "--accept", or a project file.
void require_acceptable(const std::vector<std::string>& ids, const std::string& where);

/// `findings`, those errors whose id is among `ids` as warnings that say so.
report::Findings with_accepted(report::Findings findings, const std::vector<std::string>& ids);

/// Those of `ids` that had something to accept in `findings`, which went through with_accepted();
/// sorted, each once.
std::vector<std::string> accepted_in(const report::Findings& findings,
                                     const std::vector<std::string>& ids);

} // namespace calpkg::check
