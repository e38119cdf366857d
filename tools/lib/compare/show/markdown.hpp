#pragma once

#include "lib/compare/packages.hpp"

#include <cstddef>
#include <string>

namespace calpkg::compare {

/// What GitHub takes as one comment.
inline constexpr std::size_t kMostOfAComment = 65536;

/// A comparison as a comment of a pull request: a table a section, text diffs that open when they are clicked. Where it
/// would be longer than `most` bytes, diffs and then rows are left out, and it says how many.
std::string to_markdown(const Comparison& comparison, std::size_t most = kMostOfAComment);

} // namespace calpkg::compare
