#pragma once

#include "lib/python/bytecode.hpp"

#include <string>
#include <string_view>

namespace calpkg::python {

/// Why `bytecode` cannot have been made from `source`, or "" when nothing speaks against it: the
/// size or the hash that it records is another (3.x), or the source has a name or a text that the
/// bytecode has not (2.x, where names and texts stand in bytecode as they are, and it records no
/// size). Reads only: no Python is needed, and none is asked to load bytecode from outside. An edit
/// that adds no name and no text (`6` for `60`) is not seen in 2.x.
std::string staleness(std::string_view source, std::string_view bytecode,
                      const BytecodeHeader& header);

} // namespace calpkg::python
