#pragma once

#include "lib/layout/layout.hpp"
#include "lib/layout/mapping.hpp"

namespace calpkg::layout {

/// Reads the `web-apps` section of a layout.
WebAppRules read_web_apps(const Mapping& mapping);

} // namespace calpkg::layout
