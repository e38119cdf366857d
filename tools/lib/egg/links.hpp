#pragma once

#include "lib/egg/egg.hpp"

namespace calpkg::egg {

/// Where a symbolic link of a directory egg leads.
struct LinkEnd {
    enum class Kind {
        inside,  ///< to a member
        outside, ///< out of the egg: an absolute path, or too many ".."
        nowhere, ///< to what the egg has not, or in a circle
    } kind = Kind::nowhere;
    std::string member; ///< inside: its name, without the "/" of a directory
};

/// Follows `member.link` by the names of the egg's members; nothing outside is looked at.
LinkEnd follow(const Egg& egg, const Member& member);

} // namespace calpkg::egg
