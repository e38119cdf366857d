#include "lib/process/run.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/process/guardian.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace calpkg::process {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    fs::Descriptor read, write;
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw report::system_error("pipe", "create", errno);
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
};

class FileActions {
public:
    FileActions() { posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    posix_spawn_file_actions_t* get() { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

report::Error not_found(const std::string& name) {
    return {name, "program not found",
            "install it or put it on PATH ('tools/dev setup' installs what cal-pkg needs)"};
}

/// Starts the program in its own process group, with default signal handling.
pid_t spawn(const Command& command, FileActions& actions) {
    std::vector<std::string> argv = command.argv;
    std::vector<std::string> env;
    for (const auto& [name, value] : command.env) env.push_back(name + "=" + value);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ})
        sigaddset(&defaults, signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes,
        static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    pid_t pid = -1;
    const int failure = posix_spawnp(&pid, argv[0].c_str(), actions.get(), &attributes,
                                     pointers(argv).data(), pointers(env).data());
    posix_spawnattr_destroy(&attributes);
    if (failure == ENOENT && (command.cwd.empty() || std::filesystem::is_directory(command.cwd)))
        throw UnfitProgram(not_found(argv[0]), true);
    if (failure == EACCES || failure == ENOEXEC || failure == ENOTDIR)
        throw UnfitProgram(report::system_error(argv[0], "run", failure), false);
    if (failure != 0) throw report::system_error(argv[0], "run", failure);
    return pid;
}

/// Reads what is there into `sink`; false at end of file. Throws report::Error: half an output is not to pass for all of it.
bool drain(int fd, std::string& sink) {
    std::array<char, 65536> buffer;
    const ssize_t count = read(fd, buffer.data(), buffer.size());
    if (count > 0) sink.append(buffer.data(), static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR && errno != EAGAIN)
        throw report::system_error("the output of a program", "read", errno);
    return count != 0;
}

void kill_group(pid_t pid) {
    kill(-pid, SIGTERM);
    const auto deadline = Clock::now() + std::chrono::seconds(2);
    while (Clock::now() < deadline) {
        if (waitpid(pid, nullptr, WNOHANG) == pid) {
            kill(-pid, SIGKILL); // children that outlive their leader
            return;
        }
        poll(nullptr, 0, 10);
    }
    kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
}

/// Milliseconds for poll() until `deadline`, and one more, so that it has come then.
int until(const std::optional<Clock::time_point>& deadline) {
    if (!deadline) return -1;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left + 1, 0, 1000 * 3600));
}

/// Sends what the program takes of `input` now; false when there is nothing left to send.
bool feed(int fd, std::string_view& input) {
    const ssize_t count = send(fd, input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) input.remove_prefix(static_cast<std::size_t>(count));
    const bool waits = count < 0 && (errno == EINTR || errno == EAGAIN);
    return !input.empty() && (count > 0 || waits); // any other error: nobody reads it
}

} // namespace

std::string Result::ending() const {
    if (timed_out) return "took too long";
    if (signal != 0) return fmt::format("killed by signal {} ({})", signal, strsignal(signal));
    return fmt::format("exit code {}", exit_code);
}

/// A program and this process's ends of its streams.
struct Child {
    pid_t pid = -1;
    fs::Descriptor input;
    Pipe out, err;
    std::optional<Guarded> guard;
    std::function<void(std::string_view)> on_err;
    std::optional<Clock::time_point> deadline;
    bool outlasts_interrupt;

    Child(const Command& command, bool takes_input);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    void collect(std::string_view input, Result& result);
    bool await(int& status);
    void end();
    Result finish(std::string_view input);
};

Child::Child(const Command& command, bool takes_input)
    : on_err(command.on_err),
      deadline(command.deadline),
      outlasts_interrupt(command.outlasts_interrupt) {
    if (!outlasts_interrupt) check_interrupt();
    FileActions actions;
    fs::Descriptor read_end;
    if (takes_input) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            throw report::system_error("socket", "create", errno);
        input.reset(ends[0]);
        read_end.reset(ends[1]);
        posix_spawn_file_actions_adddup2(actions.get(), read_end.get(), STDIN_FILENO);
    } else {
        posix_spawn_file_actions_addopen(actions.get(), STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    fs::Descriptor log;
    if (command.log.empty()) {
        posix_spawn_file_actions_adddup2(actions.get(), out.write.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(actions.get(), err.write.get(), STDERR_FILENO);
    } else {
        log = fs::try_open(command.log, O_WRONLY | O_CREAT | O_APPEND, 0644);
        if (!log.is_open()) throw report::system_error(command.log.string(), "open", errno);
        posix_spawn_file_actions_adddup2(actions.get(), log.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(actions.get(), log.get(), STDERR_FILENO);
        // An inherited, otherwise unused end tells collect() when the program is gone.
        posix_spawn_file_actions_adddup2(actions.get(), out.write.get(), 3);
    }
    if (!command.cwd.empty())
        posix_spawn_file_actions_addchdir_np(actions.get(), command.cwd.c_str());
    Guarded::prepare();
    pid = spawn(command, actions);
    guard.emplace(pid);
    out.write.reset();
    err.write.reset();
}

Child::~Child() {
    if (pid >= 0) end(); // something was thrown
}

/// Hands the input over and collects both streams until the program closes them; kills it on an
/// interrupt, and at its deadline.
void Child::collect(std::string_view given, Result& result) {
    std::array<pollfd, 4> fds{pollfd{out.read.get(), POLLIN, 0}, pollfd{err.read.get(), POLLIN, 0},
                              pollfd{input.get(), POLLOUT, 0},
                              pollfd{outlasts_interrupt ? -1 : interrupt_fd(), POLLIN, 0}};
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        if (poll(fds.data(), fds.size(), until(deadline)) < 0)
            for (pollfd& fd : fds) fd.revents = 0; // they are those of the time before
        if (deadline && Clock::now() >= *deadline) {
            end();
            result.timed_out = true;
            return;
        }
        if (interrupted() && !outlasts_interrupt) {
            end();
            throw report::Interrupted();
        }
        if (fds[2].fd >= 0 && fds[2].revents != 0 && !feed(fds[2].fd, given)) {
            input.reset();
            fds[2].fd = -1;
        }
        if (fds[0].revents != 0 && !drain(fds[0].fd, result.out)) fds[0].fd = -1;
        const std::size_t told = result.err.size();
        if (fds[1].revents != 0 && !drain(fds[1].fd, result.err)) fds[1].fd = -1;
        if (on_err && result.err.size() > told) on_err(std::string_view(result.err).substr(told));
    }
}

void Child::end() {
    kill_group(pid);
    pid = -1;
}

/// Waits until the program has ended, which may have closed its streams long before; false when it was ended at its deadline.
bool Child::await(int& status) {
    if (!deadline) {
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
        return true;
    }
    while (waitpid(pid, &status, WNOHANG) == 0) {
        const bool late = Clock::now() >= *deadline;
        const bool stopped = interrupted() && !outlasts_interrupt;
        if (late || stopped) end();
        if (stopped) throw report::Interrupted();
        if (late) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

Result Child::finish(std::string_view given) {
    Result result;
    collect(given, result);
    if (result.timed_out) {
        guard.reset();
        return result;
    }
    int status = 0;
    if (!await(status)) {
        result.timed_out = true;
        guard.reset();
        return result;
    }
    pid = -1;
    guard.reset();
    if (WIFSIGNALED(status))
        result.signal = WTERMSIG(status);
    else
        result.exit_code = WEXITSTATUS(status);
    return result;
}

Started::Started(const Command& command) : child_(std::make_unique<Child>(command, true)) {}

Started::~Started() {
    if (child_->pid < 0) return;
    kill(-child_->pid, SIGKILL);
    while (waitpid(child_->pid, nullptr, 0) < 0 && errno == EINTR) {}
    child_->pid = -1;
}

Result Started::finish(std::string_view input) { return child_->finish(input); }

Result run(const Command& command) { return Child(command, false).finish({}); }

bool is_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/bin:/usr/bin";
    int failed = 0; // where it could not be looked for
    for (;;) {
        const std::size_t colon = rest.find(':');
        const std::string candidate = std::string(rest.substr(0, colon)) + "/" + name;
        if (access(candidate.c_str(), X_OK) == 0) return true;
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) failed = errno;
        if (colon == std::string_view::npos) break;
        rest.remove_prefix(colon + 1);
    }
    if (failed != 0) throw report::system_error(name, "look for it on PATH", failed);
    return false;
}

void require_program(const std::string& name) {
    if (!is_program(name)) throw not_found(name);
}

Environment plain_environment() {
    Environment env{{"LC_ALL", "C"}, {"TZ", "UTC"}};
    for (const char* name : {"PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME"})
        if (const char* value = std::getenv(name)) env.emplace_back(name, value);
    return env;
}

std::string shell_quote(const std::string& word) {
    constexpr const char* safe =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    if (!word.empty() && word.find_first_not_of(safe) == std::string::npos) return word;
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + "'";
}

std::string shell_word(const std::string& word) {
    if (report::escaped(word) == word) return shell_quote(word);
    std::string quoted;
    for (const char c : word) {
        if (c == '\'' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return "$'" + report::escaped(quoted) + "'";
}

std::string to_shell(const Command& command) {
    std::string text = "env -i";
    for (const auto& [name, value] : command.env) text += " " + shell_quote(name + "=" + value);
    for (const std::string& word : command.argv) text += " " + shell_quote(word);
    return text;
}

} // namespace calpkg::process
