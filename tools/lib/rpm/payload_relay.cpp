#include "lib/rpm/payload_relay.hpp"

#include "lib/report/error.hpp"

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace calpkg::rpm {

namespace {

constexpr std::size_t kChunk = 256U << 10;
/// The most that a user may have: what does not compress comes in bursts, and the compressor is not to wait
/// for the reader. Where the kernel allows less, the pipe stays as it is.
constexpr int kPipe = 1 << 20;

void close_once(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
}

void make_pipe(int& read_end, int& write_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw report::system_error("pipe", "create", errno);
    read_end = ends[0];
    write_end = ends[1];
    fcntl(write_end, F_SETPIPE_SZ, kPipe);
}

} // namespace

struct PayloadRelay::Work {
    int file = -1;
    std::uint64_t offset = 0;
    std::string subject;
    std::optional<Digest> digest;
    int in_read = -1, in_write = -1, out_read = -1, out_write = -1;
    Passed passed;
    std::exception_ptr failure;
    std::thread thread;

    ~Work() {
        for (int* fd : {&in_read, &in_write, &out_read, &out_write}) close_once(*fd);
    }

    void run();
    void pass(std::string_view data);
    void write_to(int fd, std::string_view data, std::optional<std::uint64_t> at) const;
};

void PayloadRelay::Work::write_to(int fd, std::string_view data,
                                  std::optional<std::uint64_t> at) const {
    while (!data.empty()) {
        const ssize_t count = at ? pwrite(fd, data.data(), data.size(), static_cast<off_t>(*at))
                                 : write(fd, data.data(), data.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(subject, "write", errno);
        data.remove_prefix(static_cast<std::size_t>(count));
        if (at) *at += static_cast<std::uint64_t>(count);
    }
}

void PayloadRelay::Work::pass(std::string_view data) {
    write_to(file, data, offset + passed.size);
    passed.size += data.size();
    if (digest) digest->update(data.data(), data.size());
    write_to(out_write, data, std::nullopt);
}

/// Reads to the end also after a failure: the compressor must not wait for ever.
void PayloadRelay::Work::run() {
    std::vector<char> buffer(kChunk);
    for (;;) {
        const ssize_t count = read(in_read, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        if (failure) continue;
        try {
            pass({buffer.data(), static_cast<std::size_t>(count)});
        } catch (...) {
            failure = std::current_exception();
            close_once(out_write);
        }
    }
    close_once(out_write);
}

PayloadRelay::PayloadRelay(int file, std::uint64_t offset, std::optional<Hash> hash,
                           std::string subject)
    : work_(std::make_unique<Work>()) {
    work_->file = file;
    work_->offset = offset;
    work_->subject = std::move(subject);
    if (hash) work_->digest.emplace(*hash);
    make_pipe(work_->in_read, work_->in_write);
    make_pipe(work_->out_read, work_->out_write);
    work_->thread = std::thread([work = work_.get()] { work->run(); });
}

PayloadRelay::~PayloadRelay() {
    close_once(work_->in_write);
    close_once(work_->out_read);
    if (work_->thread.joinable()) work_->thread.join();
}

int PayloadRelay::input() const { return work_->in_write; }

int PayloadRelay::take_output() { return std::exchange(work_->out_read, -1); }

PayloadRelay::Passed PayloadRelay::finish() {
    close_once(work_->in_write);
    work_->thread.join();
    if (work_->failure) std::rethrow_exception(work_->failure);
    if (work_->digest) work_->passed.digest = work_->digest->finish();
    return std::move(work_->passed);
}

} // namespace calpkg::rpm
