#include "lib/rpm/payload_follower.hpp"

#include "lib/fs/write_behind.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <fcntl.h>
#include <mutex>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace calpkg::rpm {

namespace {

constexpr std::size_t kChunk = 256U << 10;
/// The most that a user may have: what does not compress comes in bursts, and the follower is not to wait
/// for the reader. Where the kernel allows less, the pipe stays as it is.
constexpr int kPipe = 1 << 20;

void close_once(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
}

} // namespace

struct PayloadFollower::Work {
    Work(const PayloadPlace& to, std::optional<Hash> hash, std::string name);
    ~Work();

    void go_on(bool last);
    void run();
    bool wait();
    void pass(std::size_t size);
    void write_out(std::string_view data) const;

    PayloadPlace place;
    std::string subject;
    std::optional<Digest> digest;
    int out_read = -1, out_write = -1;
    std::vector<char> buffer;
    Passed passed; ///< of the thread alone, until it has ended
    std::exception_ptr failure;

    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t written = 0; ///< bytes
    bool ended = false;
    std::thread thread;
};

PayloadFollower::Work::Work(const PayloadPlace& to, std::optional<Hash> hash, std::string name)
    : place(to),
      subject(std::move(name)),
      buffer(kChunk) {
    if (hash) digest.emplace(*hash);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw report::system_error("pipe", "create", errno);
    out_read = ends[0];
    out_write = ends[1];
    fcntl(out_write, F_SETPIPE_SZ, kPipe);
    thread = std::thread([this] { run(); });
}

PayloadFollower::Work::~Work() {
    go_on(true);
    if (thread.joinable()) thread.join();
    close_once(out_read);
    close_once(out_write);
}

void PayloadFollower::Work::go_on(bool last) {
    const off_t position = lseek(place.fd, 0, SEEK_CUR);
    const std::lock_guard lock(mutex);
    if (position >= 0 && static_cast<std::uint64_t>(position) > place.offset)
        written = static_cast<std::uint64_t>(position) - place.offset;
    ended = ended || last;
    changed.notify_all();
}

/// Until there is something to pass on; false at the end.
bool PayloadFollower::Work::wait() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return written > passed.size || ended; });
    return written > passed.size;
}

void PayloadFollower::Work::write_out(std::string_view data) const {
    while (!data.empty()) {
        const ssize_t count = write(out_write, data.data(), data.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(subject, "read back", errno);
        data.remove_prefix(static_cast<std::size_t>(count));
    }
}

void PayloadFollower::Work::pass(std::size_t size) {
    const ssize_t count =
        pread(place.fd, buffer.data(), size, static_cast<off_t>(place.offset + passed.size));
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) throw report::system_error(subject, "read back", count < 0 ? errno : EIO);
    const std::string_view data(buffer.data(), static_cast<std::size_t>(count));
    if (digest) digest->update(data.data(), data.size());
    write_out(data);
    passed.size += data.size();
    if (place.disk != nullptr) place.disk->wrote(data.size());
}

void PayloadFollower::Work::run() {
    sigset_t broken_pipe; // a reader that has gone is an error, not the end of the program
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    try {
        while (wait()) {
            std::uint64_t left = 0;
            {
                const std::lock_guard lock(mutex);
                left = written - passed.size;
            }
            pass(static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size())));
        }
    } catch (...) {
        failure = std::current_exception();
    }
    close_once(out_write);
    if (place.disk != nullptr) place.disk->flush();
}

PayloadFollower::PayloadFollower(const PayloadPlace& place, std::optional<Hash> hash,
                                 std::string subject)
    : work_(std::make_unique<Work>(place, hash, std::move(subject))) {}

PayloadFollower::~PayloadFollower() = default;

int PayloadFollower::take_output() { return std::exchange(work_->out_read, -1); }

void PayloadFollower::go_on() { work_->go_on(false); }

PayloadFollower::Passed PayloadFollower::finish() {
    work_->go_on(true);
    work_->thread.join();
    if (work_->failure) std::rethrow_exception(work_->failure);
    if (work_->digest) work_->passed.digest = work_->digest->finish();
    return std::move(work_->passed);
}

} // namespace calpkg::rpm
