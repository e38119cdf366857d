#pragma once

namespace calpkg::encode {

/// Of the encoded bytes: grows when the same data at the same level becomes other bytes.
inline constexpr int kVersion = 1;

} // namespace calpkg::encode
