#pragma once

#include <string>

namespace calpkg::verify {

/// What is wrong with a detached signature in ASCII armor (RFC 9580, section 6) as a text: its lines, its base64 or its
/// checksum; "" when nothing is. Damage shows so without a key, too: gpg reads over some of it. Signatures that are not
/// armored have no such form.
std::string armor_fault(const std::string& text);

} // namespace calpkg::verify
