#include "lib/process/interrupt.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace calpkg::process {

namespace {

constexpr std::array<int, 3> kSignals{SIGINT, SIGTERM, SIGHUP};

std::atomic<bool> g_interrupted{false};
std::atomic<int> g_write_end{-1};
fs::Descriptor g_read_end;
std::array<struct sigaction, kSignals.size()> g_previous{};

void on_signal(int) {
    const int saved = errno;
    g_interrupted = true;
    const char byte = 1;
    const int fd = g_write_end;
    if (fd >= 0) [[maybe_unused]]
        const auto ignored = write(fd, &byte, 1);
    errno = saved;
}

} // namespace

InterruptGuard::InterruptGuard() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        throw report::system_error("pipe", "create", errno);
    g_read_end.reset(ends[0]);
    g_write_end = ends[1];
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
        struct sigaction action {};
        action.sa_handler = on_signal;
        sigaction(kSignals[i], nullptr, &g_previous[i]);
        // `nohup cal-pkg …` means it: a signal that was ignored stays ignored.
        if (g_previous[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
    }
}

InterruptGuard::~InterruptGuard() {
    for (std::size_t i = 0; i < kSignals.size(); ++i)
        sigaction(kSignals[i], &g_previous[i], nullptr);
    close(g_write_end.exchange(-1));
    g_read_end.reset();
    g_interrupted = false;
}

bool interrupted() { return g_interrupted; }

void check_interrupt() {
    if (g_interrupted) throw report::Interrupted();
}

int interrupt_fd() { return g_read_end.get(); }

void pause() {
    constexpr int milliseconds = 50;
    pollfd signal{interrupt_fd(), POLLIN, 0};
    poll(&signal, 1, milliseconds);
    check_interrupt();
}

} // namespace calpkg::process
