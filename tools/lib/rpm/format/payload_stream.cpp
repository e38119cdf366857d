#include "lib/rpm/format/payload_stream.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/library.hpp"
#include "lib/rpm/format/tags.hpp"

#include <rpm/rpmio.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <type_traits>
#include <unistd.h>

namespace calpkg::rpm {

namespace {

constexpr std::size_t kChunk = 256U << 10;
constexpr std::size_t kMostChunks = 16;
constexpr std::string_view kGzipMagic = "\x1f\x8b";

struct CloseStream {
    void operator()(FD_t fd) const { Fclose(fd); }
};
using Fd = std::unique_ptr<std::remove_pointer_t<FD_t>, CloseStream>;

/// `fd`, its position at `offset`.
int at_offset(int fd, std::uint64_t offset, const std::string& subject) {
    if (lseek(fd, static_cast<off_t>(offset), SEEK_SET) < 0)
        throw report::system_error(subject, "read", errno);
    return fd;
}

/// A stream of librpm's over `fd`; `mode` is rpm's "r.gzip" or "w9.gzip". What it gives owns a duplicate of the
/// descriptor.
Fd open_stream(int fd, const std::string& mode, const std::string& subject) {
    const Session session; // opening reads macros: how many threads there may be
    const FD_t plain = fdDup(fd);
    if (plain == nullptr) throw report::system_error(subject, "open", errno);
    FD_t stream = Fdopen(plain, mode.c_str());
    if (stream == nullptr) {
        Fclose(plain);
        throw report::Error(subject, "its payload's compression (" + mode.substr(1) +
                                         ") is unknown to the installed librpm");
    }
    return Fd(stream);
}

} // namespace

Compression compression_of(const OpenPackage& package) {
    const RawHeader& header = package.parts.header;
    const std::string format = header.text(tag::payload_format);
    if (!format.empty() && format != "cpio")
        throw report::Error(package.subject,
                            "its payload is not a cpio archive but '" + format + "'");
    Compression how{header.text(tag::payload_compressor), header.text(tag::payload_flags)};
    if (how.compressor.empty())
        how.compressor = package.payload_begin.starts_with(kGzipMagic) ? "gzip" : "ufdio";
    for (const char* known : {"gzip", "bzip2", "xz", "lzma", "zstd", "ufdio"})
        if (how.compressor == known &&
            how.level.find_first_not_of("0123456789TL") == std::string::npos)
            return how;
    throw report::Error(package.subject, "its payload is compressed by " + how.compressor + " " +
                                             how.level + ", which cal-pkg does not know");
}

struct PayloadReader::Stream {
    Fd fd;
};

PayloadReader::PayloadReader(const OpenPackage& package)
    : PayloadReader(at_offset(package.fd.get(), package.parts.payload_offset, package.subject),
                    compression_of(package), package.subject) {}

PayloadReader::PayloadReader(int fd, const Compression& how, std::string subject)
    : stream_(std::make_unique<Stream>()),
      subject_(std::move(subject)) {
    stream_->fd = open_stream(fd, "r." + how.compressor, subject_);
}

PayloadReader::~PayloadReader() = default;

std::size_t PayloadReader::read(char* data, std::size_t size) {
    errno = 0; // librpm tries again, for ever, when a failure that leaves errno finds EINTR in it
    const ssize_t count = Fread(data, 1, size, stream_->fd.get());
    if (count >= 0 && Ferror(stream_->fd.get()) == 0) return static_cast<std::size_t>(count);
    const char* words = Fstrerror(stream_->fd.get());
    throw report::Error(subject_,
                        "its payload is damaged: " + std::string(words == nullptr ? "" : words),
                        "copy or build it again");
}

/// A queue of chunks between the thread that produces and the one that compresses.
struct PayloadWriter::Work {
    std::string subject;
    /// What `fd` was given last: after a failed write zlib and liblzma read it once more when they are closed.
    std::string compressing;
    Fd fd;
    std::string filling; ///< what has not come to a whole chunk yet
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> queue;
    bool ended = false; ///< nothing more will come
    bool abandoned = false;
    std::exception_ptr failure;
    std::thread thread;

    void put();
    void run();
    void compress();
    void join(bool abandon);
    void close();
};

/// Passes on what has been filled.
void PayloadWriter::Work::put() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return queue.size() < kMostChunks || failure; });
    if (failure) std::rethrow_exception(failure);
    queue.push_back(std::move(filling));
    filling.clear();
    filling.reserve(kChunk);
    changed.notify_all();
}

void PayloadWriter::Work::compress() {
    errno = 0;
    const ssize_t count = Fwrite(compressing.data(), 1, compressing.size(), fd.get());
    if (count == static_cast<ssize_t>(compressing.size()) && Ferror(fd.get()) == 0) return;
    if (errno != 0) throw report::system_error(subject, "write", errno);
    const char* words = Fstrerror(fd.get());
    throw report::Error(subject, std::string("cannot write the payload: ") +
                                     std::string(words == nullptr ? "" : words));
}

void PayloadWriter::Work::run() {
    for (;;) {
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return !queue.empty() || ended; });
            if (abandoned || queue.empty()) return;
            compressing = std::move(queue.front());
            queue.pop_front();
            changed.notify_all();
        }
        try {
            compress();
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
            changed.notify_all();
            return;
        }
    }
}

void PayloadWriter::Work::join(bool abandon) {
    {
        const std::lock_guard lock(mutex);
        ended = true;
        abandoned = abandoned || abandon;
        changed.notify_all();
    }
    if (thread.joinable()) thread.join();
}

void PayloadWriter::Work::close() {
    if (failure) std::rethrow_exception(failure);
    errno = 0;
    if (Fclose(fd.release()) != 0)
        throw report::system_error(subject, "write the payload", errno == 0 ? EIO : errno);
}

PayloadWriter::PayloadWriter(int fd, std::uint64_t offset, const Compression& how,
                             std::string subject)
    : work_(std::make_unique<Work>()) {
    work_->subject = std::move(subject);
    work_->fd = open_stream(at_offset(fd, offset, work_->subject),
                            "w" + how.level + "." + how.compressor, work_->subject);
    work_->filling.reserve(kChunk);
    work_->thread = std::thread([work = work_.get()] { work->run(); });
}

PayloadWriter::~PayloadWriter() { work_->join(true); }

void PayloadWriter::write(std::string_view data) {
    std::string& filling = work_->filling;
    while (!data.empty()) {
        const std::size_t count = std::min(data.size(), kChunk - filling.size());
        filling += data.substr(0, count);
        data.remove_prefix(count);
        if (filling.size() == kChunk) work_->put();
    }
}

void PayloadWriter::finish() {
    if (!work_->filling.empty()) work_->put();
    work_->join(false);
    work_->close();
}

} // namespace calpkg::rpm
