#include "lib/venv/cache.hpp"

#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

namespace calpkg::venv {

namespace {

constexpr int kPollMilliseconds = 100;

} // namespace

CacheEntry::CacheEntry(const std::filesystem::path& cache, const std::string& digest,
                       const std::function<void()>& on_wait)
    : directory_(cache / digest) {
    fs::make_directories(directory_);
    fd_ = open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd_ < 0) throw report::system_error(directory_.string(), "open", errno);
    bool told = false;
    while (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        if (reason != EWOULDBLOCK && reason != EINTR) {
            close(fd_);
            throw report::system_error(directory_.string(), "lock", reason);
        }
        if (!told && on_wait) on_wait();
        told = true;
        pollfd interrupt{process::interrupt_fd(), POLLIN, 0};
        poll(&interrupt, 1, kPollMilliseconds);
        if (process::interrupted()) {
            close(fd_);
            throw report::Interrupted();
        }
    }
    clear_leftovers();
}

CacheEntry::~CacheEntry() { close(fd_); }

bool CacheEntry::complete() const {
    const auto holds = [](const std::filesystem::path& file) {
        std::error_code ignored;
        return std::filesystem::is_regular_file(file, ignored) &&
               std::filesystem::file_size(file, ignored) > 0;
    };
    return holds(tree()) && holds(lock()) && holds(log()) &&
           std::filesystem::is_regular_file(facts());
}

void CacheEntry::clear_leftovers() const {
    std::error_code ignored;
    for (const auto& item : std::filesystem::directory_iterator(directory_, ignored))
        if (item.path().filename().string().front() == '.')
            std::filesystem::remove(item.path(), ignored);
}

std::filesystem::path default_cache() {
    const auto variable = [](const char* name) -> std::filesystem::path {
        const char* value = std::getenv(name);
        return value == nullptr ? "" : value;
    };
    const std::filesystem::path cache = variable("XDG_CACHE_HOME");
    if (cache.is_absolute()) return cache / "cal-pkg/venv";
    const std::filesystem::path home = variable("HOME");
    if (home.is_absolute()) return home / ".cache/cal-pkg/venv";
    throw report::Error("the cache of virtualenvs", "has no place: HOME is not set",
                        "set HOME or XDG_CACHE_HOME");
}

} // namespace calpkg::venv
