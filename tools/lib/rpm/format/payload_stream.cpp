#include "lib/rpm/format/payload_stream.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace calpkg::rpm {

namespace {

constexpr std::size_t kChunk = 256U << 10;
constexpr std::size_t kMostChunks = 16;
constexpr std::string_view kGzipMagic = "\x1f\x8b";

/// cal-pkg's own encoder has threads, and to copy takes none.
bool takes_long_in_one_thread(const Compression& how) {
    return how.compressor != "gzip" && how.compressor != "ufdio";
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

PayloadReader::PayloadReader(const OpenPackage& package)
    : PayloadReader(at_offset(package.fd.get(), package.parts.payload_offset, package.subject),
                    compression_of(package), package.subject) {}

PayloadReader::PayloadReader(int fd, const Compression& how, std::string subject)
    : stream_(fd, "r." + how.compressor, std::move(subject)) {}

/// A queue of chunks between the thread that produces and the one that compresses. There is no such thread where the
/// compressor has its own.
struct PayloadWriter::Work {
    std::string compressing; ///< what `compressor` got last: after a failed write it has to stay
    std::unique_ptr<PayloadCompressor> compressor;
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
    void join(bool abandon);
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
            compressor->write(compressing);
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

PayloadWriter::PayloadWriter(int fd, std::uint64_t offset, const Compression& how,
                             const std::string& subject)
    : work_(std::make_unique<Work>()) {
    work_->compressor = make_compressor(fd, offset, how, subject);
    if (!takes_long_in_one_thread(how)) return;
    work_->filling.reserve(kChunk);
    work_->thread = std::thread([work = work_.get()] { work->run(); });
}

PayloadWriter::~PayloadWriter() { work_->join(true); }

void PayloadWriter::write(std::string_view data) {
    if (!work_->thread.joinable()) return work_->compressor->write(data);
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
    if (work_->failure) std::rethrow_exception(work_->failure);
    work_->compressor->finish();
}

} // namespace calpkg::rpm
