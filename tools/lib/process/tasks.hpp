#pragma once

#include <functional>
#include <vector>

namespace calpkg::process {

/// Runs every task, in order, at most `jobs` (at least one) at the same time; the calling thread is
/// one of the workers. An exception ends its own task only: when all have ended, the first one in
/// the tasks' order is thrown. report::Interrupted wins over all others, and no task starts after
/// it.
void run_tasks(const std::vector<std::function<void()>>& tasks, unsigned jobs);

} // namespace calpkg::process
