#pragma once

#include "lib/rpm/byte_source.hpp"
#include "lib/rpm/digest.hpp"

#include <optional>
#include <string>

namespace calpkg::rpm {

/// Passes a stream on and hashes it, where a hash is asked for.
class HashingSource : public ByteSource {
public:
    HashingSource(ByteSource& source, std::optional<Hash> hash) : source_(source) {
        if (hash) digest_.emplace(*hash);
    }
    std::size_t read(char* data, std::size_t size) override {
        const std::size_t count = source_.read(data, size);
        if (digest_) digest_->update(data, count);
        return count;
    }
    /// Hex; "" when no hash was asked for. Once, at the end.
    std::string finish() { return digest_ ? digest_->finish() : ""; }

private:
    ByteSource& source_;
    std::optional<Digest> digest_;
};

/// The same for a stream that is written.
class HashingSink : public ByteSink {
public:
    HashingSink(ByteSink& sink, std::optional<Hash> hash) : sink_(sink) {
        if (hash) digest_.emplace(*hash);
    }
    void write(std::string_view data) override {
        if (digest_) digest_->update(data.data(), data.size());
        sink_.write(data);
    }
    std::span<char> room() override { return room_ = sink_.room(); }
    void filled(std::size_t count) override {
        if (digest_) digest_->update(room_.data(), count);
        sink_.filled(count);
    }
    std::string finish() { return digest_ ? digest_->finish() : ""; }

private:
    ByteSink& sink_;
    std::span<char> room_; ///< what room() gave last
    std::optional<Digest> digest_;
};

} // namespace calpkg::rpm
