#include "lib/parts/parts_of.hpp"

#include <algorithm>
#include <tuple>

namespace calpkg::parts {

std::vector<provenance::Part> parts_of(const plan::Plan& plan) {
    std::vector<provenance::Part> parts = python_parts(plan), more = web_parts(plan);
    parts.insert(parts.end(), more.begin(), more.end());
    const auto key = [](const provenance::Part& part) {
        return std::tie(part.kind, part.name, part.version, part.places);
    };
    std::ranges::sort(parts,
                      [&](const auto& one, const auto& other) { return key(one) < key(other); });
    return parts;
}

} // namespace calpkg::parts
