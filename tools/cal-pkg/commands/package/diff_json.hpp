#pragma once

#include "lib/compare/packages.hpp"

#include <nlohmann/json.hpp>

namespace calpkg::commands {

/// A comparison as JSON; output.md documents the shape.
nlohmann::ordered_json to_json(const compare::Comparison& comparison);

} // namespace calpkg::commands
