#pragma once

#include "lib/python/values.hpp"

#include <string>

namespace calpkg::egg {

/// What a setup.py gives setup(): keyword → value, each with its line.
struct SetupCall {
    std::string file; ///< for messages: "rest-api/setup.py"
    int line = 0;     ///< where setup( stands
    python::Names arguments;
};

/// Finds the one call of setup() in `source` and reads its keywords, without running anything.
/// Names that were given a value once, at the top level and before the call, count; a name that is
/// changed elsewhere is unknown. Values that only a running Python knows are kept as unknown:
/// whoever needs one complains. Throws report::Error `file:line: …` for no call, several calls, or
/// one whose keywords cannot be told.
SetupCall read_setup_call(const std::string& source, const std::string& file);

} // namespace calpkg::egg
