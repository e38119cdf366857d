#pragma once

#include "lib/compare/contents/row.hpp"
#include "lib/rpm/format/raw_header.hpp"

#include <cstdint>
#include <set>

namespace calpkg::compare {

/// Two headers, and which of their tags have been looked at. What nobody has seen in the end is shown as it is.
struct Headers {
    const rpm::RawHeader& before;
    const rpm::RawHeader& after;
    std::set<std::uint32_t> seen{};

    /// Whether `tag` is there in both with the same data, or in neither.
    bool same(std::uint32_t tag) const;
};

/// The row for two texts: with a unified diff where one of them takes several lines, else both as they are.
Row text_row(Section section, const std::string& object, const std::string& what,
             const std::string* before, const std::string* after);

} // namespace calpkg::compare
