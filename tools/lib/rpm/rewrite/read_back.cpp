#include "lib/rpm/rewrite/read_back.hpp"

#include "lib/report/error.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <future>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace calpkg::rpm {

namespace {

/// The most that a user may have: what does not compress comes in bursts. Where the kernel allows less, the
/// pipe stays as it is.
constexpr int kPipe = 1 << 20;
constexpr int kLowPriority = 10;

/// For the calling thread alone: on Linux they have priorities of their own (setpriority(2)).
void let_others_first() {
    [[maybe_unused]] const int result = setpriority(PRIO_PROCESS, 0, kLowPriority);
}

/// Both ends of a pipe.
struct Pipe {
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw report::system_error("pipe", "create", errno);
        from = ends[0];
        to = ends[1];
        fcntl(to, F_SETPIPE_SZ, kPipe);
    }
    ~Pipe() {
        end();
        close(from);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void write(std::string_view data, const std::string& subject) const {
        while (!data.empty()) {
            const ssize_t count = ::write(to, data.data(), data.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) throw report::system_error(subject, "read back", errno);
            data.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    void end() {
        if (to >= 0) close(std::exchange(to, -1));
    }
    /// Reads what is left, so that nobody waits for room.
    void drain() const {
        std::array<char, 64U << 10> buffer; // needs no memory where there is none left
        ssize_t count = 0;
        do count = read(from, buffer.data(), buffer.size());
        while (count > 0 || (count < 0 && errno == EINTR));
    }

    int from = -1, to = -1;
};

} // namespace

struct ReadBack::Work {
    Work(const PayloadPlace& place, Compression compression, const PayloadEdit& payload_edit,
         const std::string& name)
        : how(std::move(compression)),
          edit(payload_edit),
          subject(name) {
        follower.emplace(
            PayloadPlace{place.fd, place.offset},
            [this](std::string_view data) { pipe.write(data, subject); }, [this] { pipe.end(); },
            subject);
        reading = std::async(std::launch::async, [this] { return read_all(); });
    }
    ~Work() { follower.reset(); } // its end is what the reading thread waits for
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    PayloadContents read_all();
    PayloadContents read_payload() const;

    Compression how;
    PayloadEdit edit;
    std::string subject;
    Pipe pipe; ///< from the follower's thread to the reading one
    std::optional<PayloadFollower> follower;
    std::future<PayloadContents> reading;
};

PayloadContents ReadBack::Work::read_payload() const {
    PayloadReader payload(pipe.from, std::nullopt, how, subject);
    PayloadWalk walk(payload, edit.after, edit.hash, subject);
    while (walk.next()) {
        if (edit.pending != nullptr && edit.written.contains(edit.after.path(walk.row())))
            walk.go_on_with(edit.pending->after());
        walk.read([](std::string_view) {});
    }
    walk.finish();
    return walk.take_contents();
}

PayloadContents ReadBack::Work::read_all() {
    let_others_first();
    PayloadContents contents;
    std::exception_ptr failure;
    try {
        contents = read_payload();
    } catch (...) {
        failure = std::current_exception();
    }
    pipe.drain();
    if (failure) std::rethrow_exception(failure);
    return contents;
}

ReadBack::ReadBack(const PayloadPlace& place, const Compression& how, const PayloadEdit& edit,
                   const std::string& subject)
    : work_(std::make_unique<Work>(place, how, edit, subject)) {}

ReadBack::~ReadBack() = default;

void ReadBack::go_on() { work_->follower->go_on(); }

void ReadBack::end() { work_->follower->end(); }

PayloadContents ReadBack::finish() {
    work_->follower->finish();
    return work_->reading.get();
}

} // namespace calpkg::rpm
