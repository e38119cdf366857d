#pragma once

#include <string>
#include <vector>

namespace calpkg::compare {

/// A line of two texts beside each other.
struct PairedLine {
    enum class Kind { hunk, same, changed, removed, added } kind = Kind::same;
    std::string before, after;                  ///< without line ends; the hunk's head in `before`
    std::size_t old_number = 0, new_number = 0; ///< 0: there is no such line
};

/// A unified diff as two columns: removed lines stand beside the added ones that follow them.
std::vector<PairedLine> side_by_side(const std::string& unified);

} // namespace calpkg::compare
