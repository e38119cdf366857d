#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/byte_source.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::rpm {

/// A digest where a hash is asked for.
class OptionalDigest {
public:
    explicit OptionalDigest(std::optional<hash::Algorithm> hash) {
        if (hash) digest_.emplace(*hash);
    }
    void update(std::string_view data) {
        if (digest_) digest_->update(data);
    }
    /// Hex; "" when no hash was asked for. Once, at the end.
    std::string finish() { return digest_ ? digest_->finish() : ""; }

private:
    std::optional<hash::Digest> digest_;
};

/// Passes on what is written and hashes it.
class HashingSink : public ByteSink {
public:
    HashingSink(ByteSink& sink, std::optional<hash::Algorithm> hash) : sink_(sink), digest_(hash) {}
    void write(std::string_view data) override {
        digest_.update(data);
        sink_.write(data);
    }
    std::string finish() { return digest_.finish(); } ///< OptionalDigest's

private:
    ByteSink& sink_;
    OptionalDigest digest_;
};

} // namespace calpkg::rpm
