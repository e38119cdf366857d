#include "lib/process/foreground.hpp"

#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace calpkg::process {

namespace {

constexpr int kKilled =
    128; ///< a shell's exit status for a program that was killed, less the signal's number

/// Keys of the terminal reach this process, too: for its life they are the program's alone.
class IgnoredKeys {
public:
    IgnoredKeys() {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        for (std::size_t i = 0; i < kKeys.size(); ++i) sigaction(kKeys[i], &ignore, &before_[i]);
    }
    ~IgnoredKeys() {
        for (std::size_t i = 0; i < kKeys.size(); ++i) sigaction(kKeys[i], &before_[i], nullptr);
    }
    IgnoredKeys(const IgnoredKeys&) = delete;
    IgnoredKeys& operator=(const IgnoredKeys&) = delete;

private:
    static constexpr std::array kKeys{SIGINT, SIGQUIT};
    std::array<struct sigaction, kKeys.size()> before_{};
};

/// Puts the terminal back, which a program that was killed leaves as it was using it: its mode, and for whom it is.
class TerminalMode {
public:
    TerminalMode() {
        termios mode{};
        if (tcgetattr(STDIN_FILENO, &mode) == 0) before_ = mode;
    }
    ~TerminalMode() {
        if (!before_) return;
        sigset_t stop, before;
        sigemptyset(&stop);
        sigaddset(&stop, SIGTTOU); // what would come of changing the terminal from the background
        pthread_sigmask(SIG_BLOCK, &stop, &before);
        // A process group that still lives may be the shell's: this one is in the background then.
        const pid_t owner = tcgetpgrp(STDIN_FILENO);
        if (owner > 0 && kill(-owner, 0) != 0 && errno == ESRCH) tcsetpgrp(STDIN_FILENO, getpgrp());
        tcsetattr(STDIN_FILENO, TCSANOW, &*before_); // at once: output may be stopped by a key
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
    TerminalMode(const TerminalMode&) = delete;
    TerminalMode& operator=(const TerminalMode&) = delete;

private:
    std::optional<termios> before_;
};

pid_t spawn(std::vector<std::string>& argv) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (const int signal : {SIGINT, SIGQUIT, SIGPIPE, SIGXFSZ}) sigaddset(&defaults, signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes,
                             static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    std::vector<char*> words;
    for (std::string& word : argv) words.push_back(word.data());
    words.push_back(nullptr);
    pid_t pid = -1;
    const int failure =
        posix_spawnp(&pid, words.front(), nullptr, &attributes, words.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (failure != 0) throw report::system_error(argv.front(), "run", failure);
    return pid;
}

/// A single command takes the shell's place, so that a signal reaches it and not only the shell. (Some shells do that
/// by themselves.)
std::string script_of(const std::string& command_line) {
    constexpr std::array kNoPrograms{".", ":", "builtin", "command", "eval", "exec"};
    constexpr const char* kBlank = " \t";
    const std::size_t begin = std::min(command_line.find_first_not_of(kBlank), command_line.size());
    const std::string first =
        command_line.substr(begin, command_line.find_first_of(kBlank, begin) - begin);
    const bool single = command_line.find_first_of(";&|<>(){}!\n") == std::string::npos &&
                        first.find('=') == std::string::npos &&
                        std::ranges::find(kNoPrograms, first) == kNoPrograms.end();
    return (single ? "exec " : "") + command_line + " \"$@\"";
}

/// Its status as waitpid(2) gives it. Asking now and then misses no signal that comes in the moment before waiting.
int wait_for(pid_t pid, const std::string& name) {
    constexpr int milliseconds = 50;
    bool told = false;
    for (int status = 0;;) {
        const pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid) return status;
        if (ended < 0 && errno != EINTR) throw report::system_error(name, "wait for", errno);
        if (interrupted() && !std::exchange(told, true)) kill(pid, SIGHUP);
        pollfd signal{told ? -1 : interrupt_fd(), POLLIN, 0};
        poll(&signal, 1, milliseconds);
    }
}

} // namespace

Result run_in_foreground(const std::string& command_line, const std::string& argument) {
    check_interrupt();
    const TerminalMode mode;
    const IgnoredKeys keys;
    std::vector<std::string> argv{"sh", "-c", script_of(command_line), command_line, argument};
    const pid_t pid = spawn(argv);
    const int status = wait_for(pid, command_line);
    Result result;
    if (WIFSIGNALED(status))
        result.signal = WTERMSIG(status);
    else if (WEXITSTATUS(status) > kKilled && WEXITSTATUS(status) <= kKilled + SIGRTMAX)
        result.signal = WEXITSTATUS(status) - kKilled;
    else
        result.exit_code = WEXITSTATUS(status);
    return result;
}

std::string editor_of_environment() {
    for (const char* name : {"VISUAL", "EDITOR"})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    return "vi";
}

} // namespace calpkg::process
