#include "lib/process/guardian.hpp"

#include "lib/fs/descriptor.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace calpkg::process {

namespace {

/// What the guardian is told: a group that begins or, negative, one that has ended; 0: go.
using Message = pid_t;

constexpr std::size_t kMost = 256; ///< groups at the same time: no more than there can be jobs

void close_all_from(int first) {
    // musl has no function for it.
    if (syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) == 0) return;
    for (int fd = first; fd < 1024; ++fd) close(fd); // a kernel before 5.9
}

/// The guardian's life. It was forked off a process with threads: nothing here may allocate or
/// lock.
[[noreturn]] void watch(int socket) {
    setsid(); // the terminal's signals are not meant for it
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    dup2(socket, STDIN_FILENO);
    close_all_from(STDOUT_FILENO); // nobody's pipe or lock stays open because of it
    std::array<pid_t, kMost> groups{};
    for (;;) {
        Message message = 0;
        const ssize_t count = recv(STDIN_FILENO, &message, sizeof message, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count != sizeof message) break; // the other end is gone
        if (message == 0) _exit(0);
        const pid_t wanted = message > 0 ? 0 : -message;
        for (pid_t& group : groups) {
            if (group != wanted) continue;
            group = message > 0 ? message : 0;
            break;
        }
    }
    for (const pid_t group : groups)
        if (group > 0) kill(-group, SIGKILL);
    _exit(0);
}

class Guardian {
public:
    Guardian() {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return;
        fs::Descriptor ours(ends[0]);
        const fs::Descriptor theirs(ends[1]);
        pid_ = fork();
        if (pid_ == 0) watch(theirs.get());
        if (pid_ > 0) socket_ = std::move(ours);
    }
    ~Guardian() {
        if (!socket_.is_open()) return;
        tell(0);
        socket_.reset();
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}
    }
    Guardian(const Guardian&) = delete;
    Guardian& operator=(const Guardian&) = delete;

    void tell(Message message) const {
        if (socket_.is_open()) [[maybe_unused]]
            const ssize_t ignored = send(socket_.get(), &message, sizeof message, MSG_NOSIGNAL);
    }

private:
    pid_t pid_ = -1;
    fs::Descriptor socket_;
};

/// Started by the first that needs it, ended with this process.
const Guardian& guardian() {
    static const Guardian instance;
    return instance;
}

} // namespace

void Guarded::prepare() { guardian(); }

Guarded::Guarded(pid_t group) : group_(group) { guardian().tell(group_); }

Guarded::~Guarded() { guardian().tell(-group_); }

} // namespace calpkg::process
