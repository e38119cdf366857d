#pragma once

#include <cstddef>
#include <string_view>

namespace calpkg::report {

/// Bytes of the UTF-8 sequence that starts at `offset` (1 to 4), or 0 when there is no valid one:
/// overlong forms, surrogates and code points above U+10FFFF are invalid (RFC 3629, section 3).
std::size_t utf8_sequence_length(std::string_view text, std::size_t offset);

/// Whether all of `text` is valid UTF-8.
bool is_utf8(std::string_view text);

} // namespace calpkg::report
