#include "lib/fs/file.hpp"

#include "lib/report/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::fs {

namespace {

class Fd {
public:
    explicit Fd(int fd) : fd_(fd) {}
    ~Fd() {
        if (fd_ >= 0) close(fd_);
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

} // namespace

std::string read_file(const std::filesystem::path& path, std::uintmax_t limit) {
    // O_NONBLOCK: a FIFO must not wait for a writer that never comes.
    const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) throw report::system_error(path.string(), "open", errno);
    struct stat status {};
    if (fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode))
        throw report::Error(report::quoted_for_message(path.string()), "is no regular file");
    std::string content;
    char buffer[65536];
    for (;;) {
        const ssize_t count = read(fd.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(path.string(), "read", errno);
        if (count == 0) return content;
        content.append(buffer, static_cast<std::size_t>(count));
        if (content.size() > limit)
            throw report::Error(report::quoted_for_message(path.string()),
                                "is larger than a text file can sensibly be (" +
                                    std::to_string(limit >> 20) + " MiB)");
    }
}

void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode,
                Flush flush) {
    AtomicFile file(path);
    {
        const Fd fd(open(file.path().c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
        if (fd.get() < 0) throw report::system_error(file.path().string(), "open", errno);
        while (!content.empty()) {
            const ssize_t count = write(fd.get(), content.data(), content.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) throw report::system_error(path.string(), "write", errno);
            content.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    file.commit(mode, flush);
}

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
    std::string name =
        (destination_.parent_path() / ("." + destination_.filename().string() + ".XXXXXX"))
            .string();
    const Fd fd(mkostemp(name.data(), O_CLOEXEC));
    if (fd.get() < 0) throw report::system_error(destination_.string(), "create", errno);
    temporary_ = name;
}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::commit(unsigned mode, Flush flush) {
    const Fd fd(open(temporary_.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0 || fchmod(fd.get(), mode) != 0 ||
        (flush == Flush::yes && fsync(fd.get()) != 0))
        throw report::system_error(temporary_.string(), "finish", errno);
    if (rename(temporary_.c_str(), destination_.c_str()) != 0)
        throw report::system_error(destination_.string(), "replace", errno);
    temporary_.clear();
}

void make_directories(const std::filesystem::path& path) {
    if (path.empty() || std::filesystem::is_directory(path)) return;
    make_directories(path.parent_path());
    if (mkdir(path.c_str(), 0755) == 0) {
        if (chmod(path.c_str(), 0755) == 0) return;
    } else if (errno == EEXIST && std::filesystem::is_directory(path)) {
        return;
    }
    throw report::system_error(path.string(), "create directory", errno);
}

} // namespace calpkg::fs
