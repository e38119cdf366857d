#include "lib/encode/stream.hpp"

#include <algorithm>
#include <thread>
#include <utility>
#include <zlib.h>

namespace calpkg::encode {

struct Stream::Piece {
    Worker worker;
    std::size_t start = 0; ///< of the piece in the window
    bool last = false;

    Encoded encode() {
        Encoded encoded;
        std::string& window = worker.window;
        encoded.size = window.size() - start;
        encoded.crc = static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(window.data()) + start,
                  static_cast<uInt>(encoded.size)));
        encoded.bytes = worker.encoder->encode(window, start, last);
        encoded.worker = std::move(worker);
        return encoded;
    }
};

Stream::Stream(Sink sink, int level, unsigned threads)
    : sink_(std::move(sink)),
      level_(level),
      threads_(threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency())) {
    effort_of(level); // throws for a wrong one
}

Stream::~Stream() = default; // a future of std::async waits

void Stream::write(std::string_view data) {
    while (!data.empty()) {
        // A full piece waits for more: it may be the last one.
        if (window_.size() - start_ == kPiece) submit(false);
        if (window_.capacity() == 0) window_.reserve(kFarthest + kPiece + Matches::kPadding);
        const std::size_t now = std::min(data.size(), kPiece - (window_.size() - start_));
        window_ += data.substr(0, now);
        data.remove_prefix(now);
    }
}

void Stream::finish() {
    submit(true);
    while (!pieces_.empty()) pass_on();
}

void Stream::submit(bool last) {
    // One more than there are threads, so that none of them waits for the writer.
    while (pieces_.size() > threads_) pass_on();
    Worker worker;
    if (idle_.empty()) {
        worker.encoder = std::make_unique<PieceEncoder>(level_);
        worker.window.reserve(kFarthest + kPiece + Matches::kPadding);
    } else {
        worker = std::move(idle_.back());
        idle_.pop_back();
    }
    worker.window.assign(window_,
                         window_.size() - std::min<std::size_t>(window_.size(), kFarthest));
    worker.window.swap(window_);
    // Shared, since std::async copies it where it cannot have a thread and encodes when it is waited for.
    auto piece = std::make_shared<Piece>(
        Piece{std::move(worker), std::exchange(start_, window_.size()), last});
    const auto encode = [piece] { return piece->encode(); };
    const bool alone = last && pieces_.empty(); // a thread would only cost
    const auto how =
        threads_ > 1 && !alone ? std::launch::async | std::launch::deferred : std::launch::deferred;
    pieces_.push_back(std::async(how, encode));
}

void Stream::pass_on() {
    Encoded piece = pieces_.front().get();
    pieces_.pop_front();
    idle_.push_back(std::move(piece.worker));
    crc_ = static_cast<std::uint32_t>(
        crc32_combine(crc_, piece.crc, static_cast<z_off_t>(piece.size)));
    size_ += piece.size;
    sink_(piece.bytes);
}

} // namespace calpkg::encode
