#pragma once

#include "lib/egg/egg.hpp"

#include <string>
#include <vector>

namespace calpkg::test {

/// Names of the members, as the egg lists them.
inline std::vector<std::string> names(const egg::Egg& egg) {
    std::vector<std::string> list;
    for (const egg::Member& member : egg.members()) list.push_back(member.name);
    return list;
}

} // namespace calpkg::test
