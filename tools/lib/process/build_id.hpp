#pragma once

#include <string>

namespace calpkg::process {

/// What tells this program's bytes from those of every other one: the note that the linker has put into it (ELF,
/// NT_GNU_BUILD_ID). Empty where it has put none.
std::string build_id();

} // namespace calpkg::process
