#include "lib/rpm/format/tag_name.hpp"

#include <rpm/rpmtag.h>

#include <fmt/format.h>

namespace calpkg::rpm {

std::string tag_name(std::uint32_t tag) {
    return fmt::format("tag {} ({})", tag, rpmTagGetName(static_cast<rpmTagVal>(tag)));
}

} // namespace calpkg::rpm
