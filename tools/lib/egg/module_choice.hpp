#pragma once

#include "lib/egg/egg.hpp"
#include "lib/python/bytecode.hpp"
#include "lib/python/bytecode_name.hpp"

#include <string>
#include <utility>
#include <vector>

namespace calpkg::egg {

/// Which file a Python runs for a module.
struct Choice {
    std::string python; ///< "2.7", "2.7 -O", "3.x" (every 3.x not named otherwise)
    std::string file;   ///< a member; "" when the module cannot be imported
    /// Zones where another file is run: their distance to UTC in seconds, east positive, and the
    /// member.
    std::vector<std::pair<int, std::string>> zones;

    /// Whether `member` is run, even if only in some zone.
    bool runs(const std::string& member) const;
};

/// A module that has bytecode.
struct Module {
    std::string source;                ///< "calamari_web/settings.py", whether it is there or not
    std::vector<std::string> bytecode; ///< its .pyc and .pyo members
    /// 2.6, 2.7, each 3.x that differs, the other 3.x; with -O where that differs.
    std::vector<Choice> choices;
};

/// Every module with bytecode, sorted by source. A zip egg's entries have local time: every
/// distance to UTC from -12 to +15 hours in steps of 15 minutes is considered, which is where zones
/// have been since 1980, summer time included.
std::vector<Module> module_choices(const Egg& egg);

/// "UTC+05:45"
std::string zone_name(int seconds_east);

using python::source_of; ///< of a bytecode member

} // namespace calpkg::egg
