#include "lib/report/timings.hpp"

#include <algorithm>
#include <utility>

namespace calpkg::report {

Timings::Span::Span(Timings* timings, std::string component, std::string phase)
    : timings_(timings),
      component_(std::move(component)),
      phase_(std::move(phase)) {}

Timings::Span::~Span() {
    if (timings_ != nullptr) timings_->add(component_, phase_, Clock::now() - begin_);
}

void Timings::add(const std::string& component, const std::string& phase, Clock::duration time) {
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find_if(
        rows_, [&](const Row& row) { return row.component == component && row.phase == phase; });
    if (known == rows_.end())
        rows_.push_back({component, phase, time});
    else
        known->time += time;
}

std::vector<Timings::Row> Timings::rows() const {
    const std::lock_guard lock(mutex_);
    return rows_;
}

} // namespace calpkg::report
