#pragma once

#include "lib/encode/bits.hpp"
#include "lib/encode/levels.hpp"
#include "lib/encode/matches.hpp"
#include "lib/encode/symbols.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::encode {

/// Encodes pieces of data, each for itself but for the matches that it may have in what comes before. Used
/// for one piece after the other, it keeps its memory.
class PieceEncoder {
public:
    explicit PieceEncoder(int level) : effort_(effort_of(level)) {}

    /// The blocks of what is in `window` from `start` on: whole bytes, so that the next piece's can follow, or
    /// the end of the stream.
    /// Some bytes are appended to it.
    std::string encode(std::string& window, std::size_t start, bool last);

private:
    void look_for_matches(std::size_t at);
    Match find(std::size_t at, unsigned least, unsigned depth);
    void add_literal(std::size_t at);
    void add_match(std::size_t at, const Match& match);
    void add(Token token, std::size_t end);
    void make_room_for_chunk(); ///< as it comes: most pieces need little of what they may
    void end_chunk(std::size_t end);
    void end_block(std::size_t end, std::size_t tokens, bool last);

    const Effort& effort_;
    Matches matches_;
    BitWriter out_;

    const unsigned char* data_ = nullptr;
    std::size_t end_ = 0;       ///< of the data
    std::vector<Token> tokens_; ///< of the block that is being made
    std::size_t token_count_ = 0;
    /// The block's part before the chunk, and the chunk, which may join it or begin another.
    Counts block_, chunk_;
    std::uint64_t block_bits_ = 0;
    std::size_t block_begin_ = 0, chunk_begin_ = 0, chunk_token_ = 0;
};

} // namespace calpkg::encode
