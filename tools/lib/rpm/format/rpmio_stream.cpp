#include "lib/rpm/format/rpmio_stream.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/library.hpp"

#include <rpm/rpmio.h>

#include <cerrno>
#include <csignal>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace calpkg::rpm {

namespace {

struct CloseStream {
    void operator()(FD_t fd) const { Fclose(fd); }
};

std::string words_of(FD_t fd) {
    const char* words = Fstrerror(fd);
    return words == nullptr ? "" : words;
}

/// While it lives no interrupt breaks off what this thread does: librpm reads for ever what one has broken off. Another
/// thread hears of it, or this one afterwards.
class Undisturbed {
public:
    Undisturbed() {
        sigset_t interrupts;
        sigemptyset(&interrupts);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&interrupts, signal);
        pthread_sigmask(SIG_BLOCK, &interrupts, &before_);
    }
    ~Undisturbed() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    Undisturbed(const Undisturbed&) = delete;
    Undisturbed& operator=(const Undisturbed&) = delete;

private:
    sigset_t before_{};
};

} // namespace

int at_offset(int fd, std::uint64_t offset, const std::string& subject) {
    if (lseek(fd, static_cast<off_t>(offset), SEEK_SET) < 0)
        throw report::system_error(subject, "read", errno);
    return fd;
}

struct RpmioStream::Handle {
    std::unique_ptr<std::remove_pointer_t<FD_t>, CloseStream> fd;
};

RpmioStream::RpmioStream(int fd, const std::string& mode, std::string subject)
    : handle_(std::make_unique<Handle>()),
      subject_(std::move(subject)) {
    const Session session; // opening reads macros: how many threads there may be
    const FD_t plain = fdDup(fd);
    if (plain == nullptr) throw report::system_error(subject_, "open", errno);
    handle_->fd.reset(Fdopen(plain, mode.c_str()));
    if (handle_->fd != nullptr) return;
    Fclose(plain);
    throw report::Error(subject_, "its payload's compression (" + mode.substr(1) +
                                      ") is unknown to the installed librpm");
}

RpmioStream::~RpmioStream() = default;

std::size_t RpmioStream::read(char* data, std::size_t size) {
    const Undisturbed undisturbed;
    const FD_t fd = handle_->fd.get();
    errno = 0; // librpm tries again, for ever, when a failure that leaves errno finds EINTR in it
    const ssize_t count = Fread(data, 1, size, fd);
    if (count >= 0 && Ferror(fd) == 0) return static_cast<std::size_t>(count);
    throw report::Error(subject_, "its payload is damaged: " + words_of(fd),
                        "copy or build it again");
}

void RpmioStream::write(std::string_view data) {
    const Undisturbed undisturbed;
    const FD_t fd = handle_->fd.get();
    errno = 0;
    const ssize_t count = Fwrite(data.data(), 1, data.size(), fd);
    if (count == static_cast<ssize_t>(data.size()) && Ferror(fd) == 0) return;
    if (errno != 0) throw report::system_error(subject_, "write", errno);
    throw report::Error(subject_, "cannot write the payload: " + words_of(fd));
}

void RpmioStream::close() {
    const Undisturbed undisturbed;
    errno = 0;
    if (Fclose(handle_->fd.release()) != 0)
        throw report::system_error(subject_, "write the payload", errno == 0 ? EIO : errno);
}

} // namespace calpkg::rpm
