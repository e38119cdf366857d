#pragma once

#include <string>
#include <vector>

namespace calpkg::capsule {

/// The shared libraries that this process has loaded, by their files' own names, which tell their versions:
/// "librpm.so.9.3.0"; sorted.
std::vector<std::string> loaded_libraries();

} // namespace calpkg::capsule
