#pragma once

#include "lib/egg/egg.hpp"
#include "lib/report/error.hpp"

#include <string>
#include <vector>

namespace calpkg::test {

/// The text of the error that an action gives.
template <typename Action>
std::string error_of(Action action) {
    try {
        action();
    } catch (const report::Error& error) {
        return error.what();
    }
    return "no error";
}

/// Names of the members, as the egg lists them.
inline std::vector<std::string> names(const egg::Egg& egg) {
    std::vector<std::string> list;
    for (const egg::Member& member : egg.members()) list.push_back(member.name);
    return list;
}

} // namespace calpkg::test
