#pragma once

#include <string>

namespace calpkg::compare {

/// Unified diff of what the dynamic loader reads of two ELF files: machine, needed libraries, versions of their
/// interfaces, run paths, symbols taken and given, one a line. "" where that is the same, or one of them is damaged.
std::string elf_diff(const std::string& object, std::string before, std::string after);

} // namespace calpkg::compare
