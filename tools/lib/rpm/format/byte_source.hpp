#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace calpkg::rpm {

/// A stream of bytes to read: a payload being decompressed, or memory.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Up to `size` bytes; 0 only at the end. Throws report::Error.
    virtual std::size_t read(char* data, std::size_t size) = 0;
};

/// A stream of bytes to write.
class ByteSink {
public:
    virtual ~ByteSink() = default;
    /// Throws report::Error.
    virtual void write(std::string_view data) = 0;
};

/// Bytes that stay elsewhere.
class MemorySource : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : rest_(bytes) {}
    std::size_t read(char* data, std::size_t size) override {
        const std::size_t count = std::min(size, rest_.size());
        std::memcpy(data, rest_.data(), count);
        rest_.remove_prefix(count);
        return count;
    }

private:
    std::string_view rest_;
};

} // namespace calpkg::rpm
