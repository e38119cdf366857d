#include "lib/plan/plan.hpp"

namespace calpkg::plan {

std::uint64_t Plan::total_bytes() const {
    std::uint64_t total = 0;
    for (const stage::StagedEntry& entry : entries) total += entry.size;
    return total;
}

} // namespace calpkg::plan
