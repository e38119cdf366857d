#include "lib/fs/write_behind.hpp"

#include <chrono>
#include <unistd.h>

namespace calpkg::fs {

namespace {

constexpr std::uint64_t kStride = 8U << 20;

} // namespace

void WriteBehind::wrote(std::uint64_t bytes) {
    waiting_ += bytes;
    const bool idle = !running_.valid() ||
                      running_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    if (waiting_ >= kStride && idle) flush();
}

void WriteBehind::flush() {
    waiting_ = 0;
    running_ = std::async(std::launch::async, [file = file_, before = std::move(running_)] {
        if (before.valid()) before.wait();
        // Whoever wrote the file flushes it once more, and is told then.
        [[maybe_unused]] const int result = fdatasync(file);
    });
}

} // namespace calpkg::fs
