#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace calpkg;
using process::run_tasks;
using Tasks = std::vector<std::function<void()>>;

TEST_CASE("with one job the tasks run one after the other, in order, in the caller's thread") {
    std::string order;
    Tasks tasks;
    for (const char name : {'a', 'b', 'c'})
        tasks.emplace_back([&order, name, caller = std::this_thread::get_id()] {
            CHECK(std::this_thread::get_id() == caller);
            order += name;
        });
    run_tasks(tasks, 1);
    CHECK(order == "abc");
    order.clear();
    run_tasks(tasks, 0);
    CHECK(order == "abc");
}

TEST_CASE("with three jobs three tasks are under way at the same time") {
    std::barrier together(3); // none passes before all have arrived
    std::atomic<int> passed{0};
    const Tasks tasks(3, [&] {
        together.arrive_and_wait();
        ++passed;
    });
    run_tasks(tasks, 3);
    CHECK(passed == 3);
}

TEST_CASE("never more tasks than jobs are under way") {
    std::atomic<int> running{0};
    std::atomic<int> most{0};
    const Tasks tasks(12, [&] {
        const int now = ++running;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {}
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        --running;
    });
    run_tasks(tasks, 2);
    CHECK(most == 2);
}

TEST_CASE("a task that fails does not stop the others, and the first failure in order is told") {
    std::atomic<int> finished{0};
    const Tasks tasks{[&] { ++finished; },
                      [] {
                          std::this_thread::sleep_for(std::chrono::milliseconds(20));
                          throw std::runtime_error("second");
                      },
                      [] { throw std::runtime_error("third"); }, [&] { ++finished; }};
    CHECK_THROWS_WITH_AS(run_tasks(tasks, 2), "second", std::runtime_error);
    CHECK(finished == 2);
}

TEST_CASE("an interrupt wins over failures and nothing starts after it") {
    int started = 0;
    const Tasks tasks{[] { throw std::runtime_error("failure"); },
                      [] { throw report::Interrupted(); }, [&] { ++started; }};
    CHECK_THROWS_AS(run_tasks(tasks, 1), report::Interrupted);
    CHECK(started == 0);
}

TEST_CASE("no tasks are not work") { CHECK_NOTHROW(run_tasks({}, 4)); }
