#include "lib/encode/gzip.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/rpm/format/rpmio_stream.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <string>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

using namespace calpkg;

namespace {

std::atomic<int> g_signals{0};

/// While it lives SIGTERM is counted, and breaks off whatever waits; what hangs ends the process.
class CountedSignals {
public:
    CountedSignals() {
        g_signals = 0;
        struct sigaction action {};
        action.sa_handler = [](int) { ++g_signals; };
        sigaction(SIGTERM, &action, &before_);
        alarm(60);
    }
    ~CountedSignals() {
        alarm(0);
        sigaction(SIGTERM, &before_, nullptr);
    }
    CountedSignals(const CountedSignals&) = delete;
    CountedSignals& operator=(const CountedSignals&) = delete;

private:
    struct sigaction before_ {};
};

/// Waits until nothing is left in the pipe, and the thread that has read it all waits for more.
void await_reader(int pipe, pid_t thread) {
    const std::string stat = fmt::format("/proc/self/task/{}/stat", thread);
    for (;;) {
        int left = 0;
        ioctl(pipe, FIONREAD, &left);
        const std::string text = fs::read_file(stat);
        if (left == 0 && text.substr(text.rfind(')')).starts_with(") S")) return;
        std::this_thread::yield();
    }
}

} // namespace

TEST_CASE("a signal that arrives while a payload is read is heard afterwards, and all is read") {
    std::string bytes;
    encode::Gzip gzip([&](std::string_view piece) { bytes += piece; }, 1);
    for (int i = 0; i < 5000; ++i) gzip.write(fmt::format("{}\n", i * 7919));
    gzip.finish();
    REQUIRE(bytes.size() > 2000);
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    const fs::Descriptor out(ends[0]);
    fs::Descriptor in(ends[1]);
    const CountedSignals signals;
    const pthread_t reader = pthread_self();
    const pid_t number = gettid();
    const auto put = [&](std::string_view part) {
        return write(in.get(), part.data(), part.size()) == static_cast<ssize_t>(part.size());
    };
    bool written = false;
    std::jthread writer([&] {
        written = put(std::string_view(bytes).substr(0, 1000));
        await_reader(out.get(), number);
        pthread_kill(reader, SIGTERM);
        written = written && put(std::string_view(bytes).substr(1000));
        in.reset();
    });
    rpm::RpmioStream stream(out.get(), "r.gzip", "piped");
    std::string text(1U << 20, '\0');
    std::size_t size = 0;
    while (const std::size_t count = stream.read(text.data() + size, text.size() - size))
        size += count;
    writer.join();
    CHECK(written);
    CHECK(g_signals == 1);
    text.resize(size);
    CHECK(text.starts_with("0\n7919\n"));
    CHECK(text.ends_with(fmt::format("\n{}\n", 4999 * 7919)));
}
