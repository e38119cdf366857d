#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace calpkg::rpm {

/// How a payload is compressed, as the package's header tells.
struct Compression {
    std::string compressor; ///< "gzip", "bzip2", "xz", "lzma", "zstd"; "ufdio": none
    std::string level;      ///< what rpmbuild was given: "9", "19T8"
};

/// What compresses a payload into a file.
class PayloadCompressor {
public:
    virtual ~PayloadCompressor() = default;
    /// After a failed write `data` has to stay until this object goes. Throws report::Error.
    virtual void write(std::string_view data) = 0;
    /// Writes what is left; once, as the last thing. Throws report::Error.
    virtual void finish() = 0;
};

/// gzip is this project's own (encode::Gzip), so that its bytes are the same whatever zlib is installed, "ufdio"
/// writes what it gets, the others are librpm's, and their libraries held to known answers. Writes to the file `fd`, which stays the caller's, from `offset` on;
/// moves its position. `subject` names the file in errors. Throws report::Error.
std::unique_ptr<PayloadCompressor> make_compressor(int fd, std::uint64_t offset,
                                                   const Compression& how,
                                                   const std::string& subject);

} // namespace calpkg::rpm
