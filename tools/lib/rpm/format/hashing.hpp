#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/byte_source.hpp"

#include <optional>
#include <string>

namespace calpkg::rpm {

/// A digest where a hash is asked for.
class OptionalDigest {
public:
    explicit OptionalDigest(std::optional<hash::Algorithm> hash) {
        if (hash) digest_.emplace(*hash);
    }
    void update(std::string_view data) {
        if (digest_) digest_->update(data.data(), data.size());
    }
    /// Hex; "" when no hash was asked for. Once, at the end.
    std::string finish() { return digest_ ? digest_->finish() : ""; }

private:
    std::optional<hash::Digest> digest_;
};

/// Passes a stream on and hashes it.
class HashingSource : public ByteSource {
public:
    HashingSource(ByteSource& source, std::optional<hash::Algorithm> hash)
        : source_(source),
          digest_(hash) {}
    std::size_t read(char* data, std::size_t size) override {
        const std::size_t count = source_.read(data, size);
        digest_.update({data, count});
        return count;
    }
    std::string finish() { return digest_.finish(); } ///< OptionalDigest's

private:
    ByteSource& source_;
    OptionalDigest digest_;
};

/// The same for a stream that is written.
class HashingSink : public ByteSink {
public:
    HashingSink(ByteSink& sink, std::optional<hash::Algorithm> hash) : sink_(sink), digest_(hash) {}
    void write(std::string_view data) override {
        digest_.update(data);
        sink_.write(data);
    }
    std::span<char> room() override { return room_ = sink_.room(); }
    void filled(std::size_t count) override {
        digest_.update({room_.data(), count});
        sink_.filled(count);
    }
    std::string finish() { return digest_.finish(); } ///< OptionalDigest's

private:
    ByteSink& sink_;
    std::span<char> room_; ///< what room() gave last
    OptionalDigest digest_;
};

} // namespace calpkg::rpm
