#pragma once

#include "lib/report/finding.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::doctor {

/// What was found on a site.
struct Diagnosis {
    std::vector<std::string> kinds; ///< "server", "minion", "diamond": what the site is
    report::Findings findings;
    bool clean() const; ///< neither warning nor error
};

/// Looks at the site whose root directory is `root`, and changes nothing. Throws report::Error when nothing of
/// Calamari's is there.
Diagnosis examine(const std::filesystem::path& root);

} // namespace calpkg::doctor
