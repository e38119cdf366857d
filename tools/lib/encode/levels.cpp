#include "lib/encode/levels.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace calpkg::encode {

const Effort& effort_of(int level) {
    static constexpr std::array<Effort, 9> efforts = {{{3, 16, 0, 0},
                                                       {5, 24, 0, 0},
                                                       {10, 32, 0, 0},
                                                       {12, 32, 8, 1},
                                                       {28, 64, 16, 1},
                                                       {64, 128, 16, 1},
                                                       {100, 200, 64, 1},
                                                       {256, 258, 128, 2},
                                                       {1000, 258, 258, 2}}};
    if (level < 1 || level > 9)
        throw report::Error(fmt::format("compression level {}", level), "is not 1 to 9");
    return efforts[static_cast<std::size_t>(level - 1)];
}

} // namespace calpkg::encode
