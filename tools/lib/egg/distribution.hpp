#pragma once

#include <string>

namespace calpkg::egg {

/// The version in the file name of an installed Python distribution's metadata: "1.5.1" of "Django-1.5.1.dist-info",
/// "Django-1.5.1-py2.6.egg-info" and "….egg" for the distribution "Django", however its letters are written; "" of
/// any other name.
std::string version_in_name(const std::string& file, const std::string& distribution);

} // namespace calpkg::egg
