#pragma once

#include "lib/egg/locate.hpp"

#include <string>

namespace calpkg::egg {

/// The version of the Python distribution `name` ("Django") that is installed in the directory of an egg, on
/// disk or in its RPM, told by the names there: NAME-VERSION.dist-info, NAME-VERSION-pyX.Y.egg-info or .egg.
/// "" when there is none, or the directory cannot be read.
std::string version_beside(const EggLocation& egg, const std::string& name);

} // namespace calpkg::egg
