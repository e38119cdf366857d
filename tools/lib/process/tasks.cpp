#include "lib/process/tasks.hpp"

#include "lib/report/error.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>

namespace calpkg::process {

namespace {

class Pool {
public:
    explicit Pool(const std::vector<std::function<void()>>& tasks)
        : tasks_(tasks),
          failures_(tasks.size()) {}

    void work() {
        while (!interrupted_) {
            const std::size_t index = next_++;
            if (index >= tasks_.size()) return;
            run(index);
        }
    }

    void rethrow() const {
        if (interrupted_) throw report::Interrupted();
        for (const std::exception_ptr& failure : failures_)
            if (failure) std::rethrow_exception(failure);
    }

private:
    void run(std::size_t index) {
        try {
            tasks_[index]();
        } catch (const report::Interrupted&) {
            interrupted_ = true;
        } catch (...) {
            failures_[index] = std::current_exception();
        }
    }

    const std::vector<std::function<void()>>& tasks_;
    std::vector<std::exception_ptr> failures_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> interrupted_{false};
};

} // namespace

void run_tasks(const std::vector<std::function<void()>>& tasks, unsigned jobs) {
    Pool pool(tasks);
    {
        std::vector<std::jthread> helpers;
        const std::size_t workers = std::min<std::size_t>(std::max(jobs, 1U), tasks.size());
        try {
            while (helpers.size() + 1 < workers) helpers.emplace_back([&pool] { pool.work(); });
        } catch (const std::system_error&) {
            // No more threads to be had: those that run, and this one, do the work.
        }
        pool.work();
    }
    pool.rethrow();
}

} // namespace calpkg::process
