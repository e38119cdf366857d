#pragma once

#include <functional>
#include <string_view>

namespace calpkg::encode {

/// Where encoded bytes go, in order. What it throws comes out of the encoder's write() or finish().
using Sink = std::function<void(std::string_view)>;

} // namespace calpkg::encode
