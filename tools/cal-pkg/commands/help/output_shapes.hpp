#pragma once

#include "lib/schema/shape.hpp"

namespace calpkg::commands {

/// What commands print with --json: those that begin with "output/", each with the command's words, and what they
/// share.
const schema::Shapes& output_shapes();

} // namespace calpkg::commands
