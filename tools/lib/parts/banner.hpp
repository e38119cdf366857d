#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::parts {

/// What a comment says that minifiers keep for its licence.
struct Banner {
    std::string name;    ///< "Font Awesome"
    std::string version; ///< "4.0.3"

    bool operator==(const Banner&) const = default;
};

/// Those of a script or stylesheet, in their order: comments that begin with "/*!" or hold @license or @preserve, and of
/// whose first three lines one begins with a name of at most four words and a version ("jQuery v1.9.1").
std::vector<Banner> banners_in(std::string_view text);

} // namespace calpkg::parts
