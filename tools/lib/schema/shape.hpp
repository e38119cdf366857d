#pragma once

#include <map>
#include <string>

namespace calpkg::schema {

/// Names of shapes and what they are, in a notation like TypeScript's types: `{a: string, b?: [integer]}` for an
/// object with the keys a and perhaps b and no others, `{*: string}` for one with any keys, `[x]` for a list, `"word"`
/// for that word, `x | y` for either, and the names string, integer, number, boolean, null, or that of another shape.
using Shapes = std::map<std::string, std::string>;

/// The JSON Schema (draft 2020-12) of the shape `name`, indented. Throws std::invalid_argument for a shape that cannot
/// be read.
std::string shape_schema(const std::string& title, const std::string& name, const Shapes& shapes);

} // namespace calpkg::schema
