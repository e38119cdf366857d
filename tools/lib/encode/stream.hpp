#pragma once

#include "lib/encode/piece.hpp"
#include "lib/encode/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::encode {

/// One deflate stream, made of pieces of kPiece bytes, each encoded by itself but for what it may refer to in
/// the kFarthest bytes before it. So as many processors as there are work on it, and the bytes are the same.
class Stream {
public:
    static constexpr std::size_t kPiece = 256 * 1024;

    /// `sink` is called in the thread that writes. `threads`: 0 for as many as there are processors;
    /// fewer where the system gives no more.
    Stream(Sink sink, int level, unsigned threads);
    /// Waits for the pieces that are being encoded.
    ~Stream();
    void write(std::string_view data);
    void finish();
    /// Of what was written, complete after finish().
    std::uint32_t crc() const { return crc_; }
    std::uint64_t size() const { return size_; }

private:
    /// What encodes a piece and what the piece lies in: both keep their memory for the next.
    struct Worker {
        std::unique_ptr<PieceEncoder> encoder;
        std::string window;
    };
    struct Piece;
    struct Encoded {
        std::string bytes;
        std::uint32_t crc = 0;
        std::size_t size = 0; ///< before
        Worker worker;
    };

    void submit(bool last);
    void pass_on();

    Sink sink_;
    int level_;
    unsigned threads_;
    std::string window_; ///< what comes before the piece, and what there is of it
    std::size_t start_ = 0;
    std::deque<std::future<Encoded>> pieces_; ///< in their order
    std::vector<Worker> idle_;
    std::uint32_t crc_ = 0;
    std::uint64_t size_ = 0;
};

} // namespace calpkg::encode
