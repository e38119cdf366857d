#pragma once

#include "lib/report/finding.hpp"
#include "lib/report/formats/explanations.hpp"

#include <string>
#include <vector>

namespace calpkg::report {

/// Findings as SARIF 2.1.0 (OASIS), one run: a rule for each id, a result for each finding with its subject as location.
/// A rule says what `explained` does of its id. `version` is the program's. Bytes that are not UTF-8 become U+FFFD.
std::string sarif(const Findings& findings, const std::vector<Explanation>& explained,
                  const std::string& version);

} // namespace calpkg::report
