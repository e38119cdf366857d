#pragma once

#include "lib/encode/sink.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace calpkg::encode {

/// Which bytes the encoder makes: a number that goes up with every change of them.
inline constexpr int kVersion = 1;

/// One gzip member (RFC 1952) without a name or a time. The bytes depend on what is written and on the level
/// alone: not on how it is cut into writes, on the number of processors or on what is installed.
class Gzip {
public:
    /// `level` is 1 to 9, fastest to smallest. `sink` is called in the thread that writes.
    Gzip(Sink sink, int level, unsigned threads = 0);
    /// Without finish() before it, what the sink has got is worth nothing.
    ~Gzip();
    void write(std::string_view data);
    /// Writes what is left. Nothing may be written afterwards.
    void finish();

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

/// `data` as one deflate stream (RFC 1951) without a header, as zip files have it; the same bytes everywhere.
/// `level` as for Gzip.
std::string deflate(std::string_view data, int level);

} // namespace calpkg::encode
