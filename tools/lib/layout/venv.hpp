#pragma once

#include "lib/layout/mapping.hpp"

#include <string>
#include <vector>

namespace calpkg::layout {

const Keys& venv_recipe_keys();

/// Reads the `venv` section of a layout, strictly; `files` is left to the caller. `features` are those
/// that steps may name. Throws report::Error as `file:line: …`.
VenvRecipe read_venv_recipe(const Mapping& venv, const std::vector<std::string>& features);

} // namespace calpkg::layout
