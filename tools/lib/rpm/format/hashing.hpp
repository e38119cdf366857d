#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/byte_source.hpp"

#include <string>

namespace calpkg::rpm {

/// Passes a stream on and hashes it.
class HashingSource : public ByteSource {
public:
    HashingSource(ByteSource& source, hash::Algorithm hash) : source_(source), digest_(hash) {}
    std::size_t read(char* data, std::size_t size) override {
        const std::size_t count = source_.read(data, size);
        digest_.update(data, count);
        return count;
    }
    /// Hex. Once, at the end.
    std::string finish() { return digest_.finish(); }

private:
    ByteSource& source_;
    hash::Digest digest_;
};

/// The same for a stream that is written.
class HashingSink : public ByteSink {
public:
    HashingSink(ByteSink& sink, hash::Algorithm hash) : sink_(sink), digest_(hash) {}
    void write(std::string_view data) override {
        digest_.update(data);
        sink_.write(data);
    }
    std::string finish() { return digest_.finish(); } ///< HashingSource's

private:
    ByteSink& sink_;
    hash::Digest digest_;
};

} // namespace calpkg::rpm
