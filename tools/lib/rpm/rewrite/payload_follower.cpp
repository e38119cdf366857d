#include "lib/rpm/rewrite/payload_follower.hpp"

#include "lib/report/error.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace calpkg::rpm {

namespace {

constexpr std::size_t kChunk = 256U << 10;

} // namespace

struct PayloadFollower::Work {
    void go_on(bool last);
    void run();
    std::uint64_t wait(std::uint64_t done);
    std::size_t hand_on(std::uint64_t done, std::size_t most);

    PayloadPlace place;
    std::function<void(std::string_view)> use;
    std::function<void()> at_end;
    std::string subject;
    std::vector<char> buffer;
    std::exception_ptr failure; ///< of the thread alone, until it has ended

    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t written = 0; ///< bytes
    bool ended = false;        ///< no more will be written
    bool given_up = false;     ///< nobody wants the rest
    std::thread thread;
};

void PayloadFollower::Work::go_on(bool last) {
    const std::lock_guard lock(mutex);
    if (ended) return; // the position is somebody else's
    const off_t position = lseek(place.fd, 0, SEEK_CUR);
    if (position >= 0 && static_cast<std::uint64_t>(position) > place.offset)
        written = static_cast<std::uint64_t>(position) - place.offset;
    ended = last;
    changed.notify_all();
}

/// Waits until more than `done` bytes are written: how many more, 0 at the end.
std::uint64_t PayloadFollower::Work::wait(std::uint64_t done) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return written > done || ended; });
    return given_up ? 0 : written - done;
}

std::size_t PayloadFollower::Work::hand_on(std::uint64_t done, std::size_t most) {
    ssize_t count = 0;
    do count = pread(place.fd, buffer.data(), most, static_cast<off_t>(place.offset + done));
    while (count < 0 && errno == EINTR);
    if (count <= 0) throw report::system_error(subject, "read back", count < 0 ? errno : EIO);
    const auto size = static_cast<std::size_t>(count);
    use({buffer.data(), size});
    return size;
}

void PayloadFollower::Work::run() {
    try {
        for (std::uint64_t done = 0, left = 0; (left = wait(done)) > 0;)
            done += hand_on(done, std::min<std::uint64_t>(left, buffer.size()));
    } catch (...) {
        failure = std::current_exception();
    }
    try {
        at_end();
    } catch (...) {
        if (!failure) failure = std::current_exception();
    }
}

PayloadFollower::PayloadFollower(const PayloadPlace& place,
                                 std::function<void(std::string_view)> use,
                                 std::function<void()> ended, std::string subject)
    : work_(std::make_unique<Work>()) {
    work_->place = place;
    work_->use = std::move(use);
    work_->at_end = std::move(ended);
    work_->subject = std::move(subject);
    work_->buffer.resize(kChunk);
    work_->thread = std::thread([work = work_.get()] { work->run(); });
}

PayloadFollower::~PayloadFollower() {
    {
        const std::lock_guard lock(work_->mutex);
        work_->ended = work_->given_up = true;
        work_->changed.notify_all();
    }
    if (work_->thread.joinable()) work_->thread.join();
}

void PayloadFollower::go_on() { work_->go_on(false); }

void PayloadFollower::end() { work_->go_on(true); }

std::uint64_t PayloadFollower::finish() {
    end();
    work_->thread.join();
    if (work_->failure) std::rethrow_exception(work_->failure);
    return work_->written;
}

} // namespace calpkg::rpm
