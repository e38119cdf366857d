#pragma once

#include "lib/rpm/format/byte_source.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_compressor.hpp"
#include "lib/rpm/format/rpmio_stream.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace calpkg::rpm {

/// A header without a compressor means gzip, or no compression: how the payload begins tells. Throws
/// report::Error for a payload that is not a cpio archive (a delta RPM's) or is compressed by something else.
Compression compression_of(const OpenPackage& package);

/// A package's payload, decompressed by librpm while it is read.
class PayloadReader : public ByteSource {
public:
    /// `package` stays the caller's, and open; the position of its descriptor moves. Throws report::Error.
    explicit PayloadReader(const OpenPackage& package);
    /// The same for a payload that comes out of `fd`, a file from its position on or a socket.
    PayloadReader(int fd, const Compression& how, std::string subject);
    std::size_t read(char* data, std::size_t size) override { return stream_.read(data, size); }

private:
    RpmioStream stream_;
};

/// Compresses what is written (make_compressor) in other threads, so that the caller can produce the next data
/// while the last is compressed. Memory is bounded.
class PayloadWriter : public ByteSink {
public:
    /// Writes to the file `fd`, which stays the caller's, from `offset` on, and moves its position. `subject`
    /// names the file in errors. Throws report::Error.
    PayloadWriter(int fd, std::uint64_t offset, const Compression& how, const std::string& subject);
    /// Without finish() before, what was written is worth nothing.
    ~PayloadWriter() override;
    void write(std::string_view data) override;
    /// Waits until everything is written. Throws report::Error for what failed on the way.
    void finish();

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

} // namespace calpkg::rpm
