#pragma once

#include "lib/report/error.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calpkg::process {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// A program to run, without a shell. Nothing is inherited but what is named here: the
/// environment is exactly `env`, standard input is /dev/null.
struct Command {
    std::vector<std::string> argv; ///< argv[0] is looked up in this process's PATH
    std::filesystem::path cwd;     ///< empty: this process's
    Environment env;
    std::filesystem::path log; ///< when set, stdout and stderr go to this file, one after the other
    /// Told each piece of standard error as it comes, which is captured all the same; may be empty.
    std::function<void(std::string_view)> on_err = {};
    /// When its group is ended as on an interrupt, if it still runs then.
    std::optional<std::chrono::steady_clock::time_point> deadline = {};
    /// An interrupt, also an earlier one, does not end it: it tidies up after one. Give it a deadline.
    bool outlasts_interrupt = false;
};

/// How a program ended.
struct Result {
    int exit_code = 0;      ///< valid when signal is 0
    int signal = 0;         ///< the signal that killed it, or 0
    bool timed_out = false; ///< it was ended at its deadline
    std::string out;        ///< captured standard output (empty with a log)
    std::string err;        ///< captured standard error (empty with a log)

    bool ok() const { return signal == 0 && exit_code == 0 && !timed_out; }
    /// "exit code 3", "killed by signal 9 (Killed)" or "took too long".
    std::string ending() const;
};

/// Runs `command` in a process group of its own and waits for it. On an interrupt the whole
/// group gets SIGTERM, after two seconds SIGKILL, and report::Interrupted is thrown. Throws
/// report::Error when the program cannot be started. A non-zero exit is a Result, no exception.
/// The group is killed when this process is (see Guarded).
/// Thread-safe.
Result run(const Command& command);

/// What run() throws where the program is not there, or is none that can be run.
class UnfitProgram : public report::Error {
public:
    UnfitProgram(const report::Error& error, bool missing) : Error(error), missing_(missing) {}
    bool is_missing() const { return missing_; }

private:
    bool missing_;
};

struct Child; ///< run.cpp's

/// A program that is started before what it shall read is known, so that it gets ready meanwhile.
/// Its standard input is a socket.
class Started {
public:
    /// Starts `command`, as run() does.
    explicit Started(const Command& command);
    /// Kills the program unless finish() was called.
    ~Started();
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;

    /// Hands `input` to the program, then end of file, and waits for it, as run() does. A program
    /// that ends without reading everything is not an error. Call it once.
    Result finish(std::string_view input);

private:
    std::unique_ptr<struct Child> child_;
};

/// Whether `name` is a program on PATH. Throws report::Error when that cannot be found out.
bool is_program(const std::string& name);

/// Throws report::Error, with what to do about it, when `name` is not a program on PATH.
void require_program(const std::string& name);

/// PATH, HOME, USER and the few variables of this process that a tool needs to find its
/// configuration, with LC_ALL=C and TZ=UTC: messages that can be parsed, times that do not vary.
Environment plain_environment();

/// `env -i NAME=value … argv…`, quoted for a POSIX shell, so that a person can paste it.
std::string to_shell(const Command& command);

/// One word quoted for a POSIX shell; unquoted when it needs no quoting.
std::string shell_quote(const std::string& word);

/// The same for a message: what cannot be printed is written as in bash's $'…'.
std::string shell_word(const std::string& word);

} // namespace calpkg::process
