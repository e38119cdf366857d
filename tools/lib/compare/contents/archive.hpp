#pragma once

#include "lib/compare/contents/content.hpp"

namespace calpkg::compare {

/// Compares two archives member by member: a row a member that comes, goes or differs, in its content, mode, owner's
/// link; where none does, one that only the packing differs. False, and no row, where one of the two is no archive,
/// cannot be opened, or would come to more than the limits; `reason` says which of the last two.
bool compare_archives(const std::string& object, const std::string& before,
                      const std::string& after, Limits& limits, Rows& rows, std::string& reason);

} // namespace calpkg::compare
