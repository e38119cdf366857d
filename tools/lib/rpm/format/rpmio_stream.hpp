#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace calpkg::rpm {

/// Moves the position of `fd` to `offset`, and gives `fd`. Throws report::Error that names `subject`.
int at_offset(int fd, std::uint64_t offset, const std::string& subject);

/// A stream of librpm's that compresses or decompresses.
class RpmioStream {
public:
    /// Over `fd`, from its position on; the stream has a duplicate of the descriptor. `mode` is rpm's: "r.gzip",
    /// "w9.xz". `subject` names the file in errors. Throws report::Error, also for a compressor that librpm does
    /// not know.
    RpmioStream(int fd, const std::string& mode, std::string subject);
    /// Without close() before, what was written is worth nothing.
    ~RpmioStream();

    /// Up to `size` bytes; 0 only at the end. Throws report::Error for a damaged payload.
    std::size_t read(char* data, std::size_t size);
    /// After a failed write `data` has to stay until this object goes: zlib and liblzma read it once more when they
    /// are closed. Throws report::Error.
    void write(std::string_view data);
    /// Writes what is left. Throws report::Error.
    void close();

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
    std::string subject_;
};

} // namespace calpkg::rpm
