#pragma once

#include <cstddef>
#include <string_view>

namespace calpkg::report {

/// Bytes of the UTF-8 sequence that starts at `offset` (1 to 4), or 0 when there is no valid one:
/// overlong forms, surrogates and code points above U+10FFFF are invalid (RFC 3629, section 3).
std::size_t utf8_sequence_length(std::string_view text, std::size_t offset);

/// Whether all of `text` is valid UTF-8.
bool is_utf8(std::string_view text);

/// Whether the UTF-8 sequence that starts at `offset` shows nothing of itself on a terminal, or moves what is beside it:
/// controls, marks of the direction of writing (with which a name reads backwards), joiners, spaces without width, and the
/// others that Unicode calls default ignorable.
bool is_hidden(std::string_view text, std::size_t offset);

/// Whether any character of `text` is; what is not valid UTF-8 is not looked at.
bool has_hidden(std::string_view text);

} // namespace calpkg::report
