#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::verify {

/// The bytes that base64 `text` stands for, without line ends; nothing for what no encoder writes: other characters, bits
/// that are not used, "".
std::optional<std::string> base64_bytes(std::string_view text);

/// What is wrong with a detached signature in ASCII armor (RFC 9580, section 6) as a text: its lines, its base64 or its
/// checksum; "" when nothing is. Damage shows so without a key, too: gpg reads over some of it. Signatures that are not
/// armored have no such form.
std::string armor_fault(const std::string& text);

} // namespace calpkg::verify
