#pragma once

#include "lib/layout/layout.hpp"
#include "lib/layout/mapping.hpp"

namespace calpkg::layout {

const Keys& web_apps_keys();

/// Reads the `web-apps` section of a layout.
WebAppRules read_web_apps(const Value& value);

} // namespace calpkg::layout
