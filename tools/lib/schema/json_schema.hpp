#pragma once

#include "lib/layout/keys.hpp"

#include <string>

namespace calpkg::schema {

/// The JSON Schema (draft 2020-12) of a YAML file that is a mapping with these keys, indented, for editors and
/// validators. What the reader knows beyond its tables is not in it: see tools/docs/schemas.md.
std::string json_schema(const std::string& title, const layout::Keys& keys);

} // namespace calpkg::schema
