#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace calpkg::tar {

/// What a compressed file comes to.
struct Decompressed {
    std::string content; ///< of all its streams
    std::size_t end = 0; ///< where they end in the file; what is behind begins no stream
};

/// Decompresses `bytes`, which gzip, bzip2, xz or zstd has made once. gzip's checksums are not looked at. Throws
/// report::Error, naming `subject`, for what is damaged, cut short, compressed twice, or comes to more than `limit` bytes.
Decompressed decompress(std::string_view bytes, const std::string& subject, std::size_t limit);

} // namespace calpkg::tar
