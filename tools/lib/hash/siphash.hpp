#pragma once

#include <cstdint>
#include <string_view>

namespace calpkg::hash {

/// SipHash of `data` with the key (`key`, 0), one or two rounds a word and three or four at the end
/// (`rounds` 1: SipHash-1-3, 2: SipHash-2-4). Python names sources so in hash-based bytecode (PEP
/// 552), its magic number being the key.
std::uint64_t siphash(int rounds, std::uint64_t key, std::string_view data);

} // namespace calpkg::hash
