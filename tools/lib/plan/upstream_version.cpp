#include "lib/plan/upstream_version.hpp"

#include <algorithm>

namespace calpkg::plan {

std::string upstream_version(const std::string& describe, const std::string& version,
                             const std::string& revision) {
    const std::string ours = version + "-" + revision;
    if (describe.size() < 2) return ours;
    std::string theirs = describe.substr(1);
    if (theirs.find('-') == std::string::npos) theirs += "-0";
    std::string mapped = theirs;
    std::replace(mapped.begin() + static_cast<std::ptrdiff_t>(mapped.find('-')) + 1, mapped.end(),
                 '-', '_');
    if (!ours.starts_with(mapped)) return ours;
    return theirs + ours.substr(mapped.size());
}

} // namespace calpkg::plan
