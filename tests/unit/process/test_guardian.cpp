#include "lib/fs/file.hpp"
#include "lib/process/run.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace calpkg;

namespace {

/// Process ids, one a line, once there are `count` of them.
std::vector<pid_t> pids_in(const std::filesystem::path& file, std::size_t count) {
    for (int tries = 0; tries < 500; ++tries) {
        if (std::filesystem::exists(file)) {
            std::istringstream lines(fs::read_file(file));
            std::vector<pid_t> pids;
            for (pid_t pid; lines >> pid;) pids.push_back(pid);
            if (pids.size() == count) return pids;
        }
        usleep(20'000);
    }
    return {};
}

/// Whether a process runs; one that only nobody has waited for does not.
bool runs(pid_t pid) {
    const std::string stat = "/proc/" + std::to_string(pid) + "/stat";
    if (!std::filesystem::exists(stat)) return false;
    try {
        const std::string text = fs::read_file(stat);
        return text.substr(text.rfind(')') + 2, 1) != "Z";
    } catch (const std::exception&) {
        return false;
    }
}

bool ends(pid_t pid) {
    for (int tries = 0; tries < 500 && runs(pid); ++tries) usleep(20'000);
    return !runs(pid);
}

} // namespace

TEST_CASE("a program ends, with what it has started, when its starter is killed") {
    const test::Dir dir;
    const std::filesystem::path pids = dir.path() / "pids";
    process::Command command;
    command.argv = {"sh", "-c",
                    "sleep 100 & echo $! >started; echo $$ >>started; mv started pids; wait"};
    command.cwd = dir.path();
    command.env = process::plain_environment();
    const pid_t starter = fork();
    REQUIRE(starter >= 0);
    if (starter == 0) {
        process::run(command);
        _exit(0);
    }
    const std::vector<pid_t> running = pids_in(pids, 2);
    REQUIRE(running.size() == 2);
    CHECK(std::ranges::all_of(running, runs));
    kill(starter, SIGKILL);
    waitpid(starter, nullptr, 0);
    for (const pid_t pid : running) CHECK(ends(pid));
}

TEST_CASE("a program that has ended is nobody's any more") {
    process::Command command;
    command.argv = {"sh", "-c", "exit 3"};
    command.env = process::plain_environment();
    for (int round = 0; round < 300; ++round) CHECK(process::run(command).exit_code == 3);
}
