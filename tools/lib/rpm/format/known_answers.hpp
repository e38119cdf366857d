#pragma once

#include "lib/rpm/format/payload_compressor.hpp"

#include <string>
#include <string_view>

namespace calpkg::rpm {

/// What an installed compressor made of a sample, and what it has to make of it. Both are the beginning of a
/// SHA-256, hex.
struct Answer {
    std::string library; ///< with its version: "libzstd 1.5.4"
    std::string given;
    std::string_view known;
    std::string_view known_library; ///< that gave the known one
};

/// Has the library that librpm compresses `how` with compress the sample, at the same level. Takes less than a
/// millisecond, from zstd's level 16 on some. Throws report::Error when it fails.
Answer answer_of(const Compression& how);

/// Throws report::Error with the way out where an answer is not the known one.
void check_answer(const Answer& answer, const Compression& how);

/// Both for each compressor and level that this process uses, once. gzip is cal-pkg's own.
void require_known_answer(const Compression& how);

} // namespace calpkg::rpm
