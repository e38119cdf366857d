#include "support/small_disk.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace calpkg::test {

namespace {

bool write_line(const char* file, const std::string& text) {
    return static_cast<bool>(std::ofstream(file) << text << std::flush);
}

/// Lets this process mount for itself alone; an ordinary user in a user namespace, as himself.
bool enter_own_mounts() {
    const std::string user = std::to_string(geteuid());
    const std::string group = std::to_string(getegid());
    if (user == "0") return unshare(CLONE_NEWNS) == 0;
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
           write_line("/proc/self/setgroups", "deny") &&
           write_line("/proc/self/uid_map", user + " " + user + " 1") &&
           write_line("/proc/self/gid_map", group + " " + group + " 1");
}

} // namespace

std::string on_small_disk(const std::filesystem::path& directory, const char* options,
                          const std::function<std::string()>& work) {
    std::filesystem::create_directory(directory);
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::string answer;
        if (!enter_own_mounts() || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            mount("none", directory.c_str(), "tmpfs", 0, options) != 0)
            answer = std::string("skip: ") + std::strerror(errno);
        else
            answer = work();
        [[maybe_unused]] const ssize_t ignored = write(ends[1], answer.data(), answer.size());
        _exit(0);
    }
    close(ends[1]);
    std::string answer;
    std::array<char, 4096> buffer{};
    for (ssize_t count; (count = read(ends[0], buffer.data(), buffer.size())) > 0;)
        answer.append(buffer.data(), static_cast<std::size_t>(count));
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return answer;
}

bool skipped(const std::string& answer) {
    if (!answer.starts_with("skip: ")) return false;
    MESSAGE("not run: no file system can be mounted here (" << answer.substr(6) << ")");
    return true;
}

} // namespace calpkg::test
