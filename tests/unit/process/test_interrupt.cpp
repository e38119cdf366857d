#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <poll.h>

using namespace calpkg;

TEST_CASE("a signal is seen by whoever looks, until the guard goes") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        {
            const process::InterruptGuard guard;
            CHECK_FALSE(process::interrupted());
            CHECK_NOTHROW(process::check_interrupt());
            raise(signal);
            CHECK(process::interrupted());
            CHECK_THROWS_AS(process::check_interrupt(), report::Interrupted);
            pollfd seen{process::interrupt_fd(), POLLIN, 0};
            CHECK(poll(&seen, 1, 0) == 1);
        }
        CHECK_FALSE(process::interrupted());
        CHECK(process::interrupt_fd() == -1);
    }
}

TEST_CASE("a signal that was ignored stays ignored, as nohup wants it") {
    std::signal(SIGHUP, SIG_IGN);
    {
        const process::InterruptGuard guard;
        raise(SIGHUP);
        CHECK_FALSE(process::interrupted());
    }
    std::signal(SIGHUP, SIG_DFL);
}

TEST_CASE("a pause ends, and a signal ends the waiting") {
    const process::InterruptGuard guard;
    CHECK_NOTHROW(process::pause());
    raise(SIGTERM);
    CHECK_THROWS_AS(process::pause(), report::Interrupted);
}
