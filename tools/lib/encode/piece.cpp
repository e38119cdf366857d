#include "lib/encode/piece.hpp"

#include "lib/encode/block.hpp"
#include "lib/encode/cost.hpp"

#include <algorithm>
#include <bit>

namespace calpkg::encode {

namespace {

constexpr std::size_t kChunk = 1024; ///< tokens after which a block may end

/// Whether a match that begins `later` bytes behind another is worth as many bytes of their own: a byte of
/// length is about four times what a bit of distance is.
bool is_better(const Match& next, const Match& match, unsigned later) {
    if (next.length < match.length) return false;
    const int gain = 4 * static_cast<int>(next.length - match.length) +
                     static_cast<int>(std::bit_width(match.distance)) -
                     static_cast<int>(std::bit_width(next.distance));
    return gain > (later == 1 ? 2 : 6);
}

} // namespace

std::string PieceEncoder::encode(std::string& window, std::size_t start, bool last) {
    end_ = window.size();
    window.append(Matches::kPadding, '\0');
    data_ = reinterpret_cast<const unsigned char*>(window.data());
    matches_.start(data_);
    for (std::size_t at = 0; at < start; ++at) matches_.insert(at);

    token_count_ = chunk_token_ = 0;
    make_room_for_chunk();
    block_begin_ = chunk_begin_ = start;
    block_ = chunk_ = {};
    block_bits_ = 0;
    look_for_matches(start);
    if (chunk_token_ < token_count_) end_chunk(end_);
    end_block(end_, token_count_, last);
    if (!last && out_.pending() != 0) write_boundary(out_);
    out_.align();
    return out_.take();
}

inline void PieceEncoder::add(Token token, std::size_t end) {
    tokens_[token_count_++] = token;
    if (token_count_ - chunk_token_ == kChunk) end_chunk(end);
}

inline void PieceEncoder::add_literal(std::size_t at) {
    ++chunk_.lengths[data_[at]];
    add(Token::literal(data_[at]), at + 1);
}

inline void PieceEncoder::add_match(std::size_t at, const Match& match) {
    ++chunk_.lengths[kEndOfBlock + 1 + kLengthSlot[match.length]];
    ++chunk_.distances[distance_slot(match.distance)];
    add(Token::match(match.length, match.distance), at + match.length);
}

inline Match PieceEncoder::find(std::size_t at, unsigned least, unsigned depth) {
    const unsigned most = static_cast<unsigned>(std::min<std::size_t>(end_ - at, kLongest));
    return matches_.find(at, least, most, effort_.good, depth);
}

void PieceEncoder::look_for_matches(std::size_t at) {
    const unsigned depth = effort_.depth;
    Match match = find(at, 0, depth);
    while (at < end_) {
        if (match.length == 0) {
            add_literal(at++);
            match = find(at, 0, depth);
            continue;
        }
        unsigned later = 0;
        Match next;
        while (later < effort_.ahead && match.length < effort_.lazy) {
            ++later;
            next = find(at + later, match.length - 1, depth >> (later + 1));
            if (is_better(next, match, later)) break;
            next = {};
        }
        if (next.length > 0) {
            for (; later > 0; --later) add_literal(at++);
            match = next;
            continue;
        }
        add_match(at, match);
        for (std::size_t inner = at + later + 1; inner < at + match.length; ++inner)
            matches_.insert(inner);
        at += match.length;
        match = find(at, 0, depth);
    }
}

void PieceEncoder::make_room_for_chunk() {
    tokens_.resize(std::max(tokens_.size(), token_count_ + kChunk));
}

/// The chunk joins the block unless two blocks are smaller.
void PieceEncoder::end_chunk(std::size_t end) {
    Counts both = block_;
    both.add(chunk_);
    const std::uint64_t chunk_bits = estimated_bits(chunk_);
    std::uint64_t both_bits = estimated_bits(both);
    if (chunk_token_ > 0 && block_bits_ + chunk_bits < both_bits) {
        end_block(chunk_begin_, chunk_token_, false);
        both = chunk_;
        both_bits = chunk_bits;
    }
    block_ = both;
    block_bits_ = both_bits;
    chunk_ = {};
    chunk_begin_ = end;
    chunk_token_ = token_count_;
    make_room_for_chunk();
}

void PieceEncoder::end_block(std::size_t end, std::size_t tokens, bool last) {
    Part part{data_ + block_begin_, end - block_begin_, std::span(tokens_).first(tokens), block_};
    write_block(out_, part, last);
    std::copy(tokens_.begin() + static_cast<std::ptrdiff_t>(tokens),
              tokens_.begin() + static_cast<std::ptrdiff_t>(token_count_), tokens_.begin());
    token_count_ -= tokens;
    block_begin_ = end;
}

} // namespace calpkg::encode
