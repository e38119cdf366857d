#include "lib/rpm/fast_digest.hpp"

#define XXH_INLINE_ALL // header only: nothing to load when the program starts
#include <xxhash.h>

#include <fmt/format.h>

namespace calpkg::rpm {

struct FastDigest::State {
    XXH3_state_t xxh3;
};

FastDigest::FastDigest() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->xxh3); }

FastDigest::~FastDigest() = default;

void FastDigest::update(const void* data, std::size_t size) {
    XXH3_128bits_update(&state_->xxh3, data, size);
}

std::string FastDigest::finish() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh3);
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string fast_digest(std::string_view data) {
    FastDigest digest;
    digest.update(data.data(), data.size());
    return digest.finish();
}

} // namespace calpkg::rpm
