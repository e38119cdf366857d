#pragma once

#include "lib/rpm/digest.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace calpkg::rpm {

/// Takes a compressed payload from one pipe, writes it to a file, hashes it and passes it on to another pipe,
/// in a thread of its own: what is written can be read back while the rest is still being compressed.
/// Whoever reads the other end reads to its end, or the relay stands still.
class PayloadRelay {
public:
    struct Passed {
        std::uint64_t size = 0; ///< bytes
        std::string digest;     ///< hex; "" when no hash was asked for
    };

    /// Writes to `file`, which stays the caller's, from `offset` on. `subject` names it in errors. Throws
    /// report::Error.
    PayloadRelay(int file, std::uint64_t offset, std::optional<Hash> hash, std::string subject);
    /// Ends the stream, if finish() has not, and waits.
    ~PayloadRelay();
    PayloadRelay(const PayloadRelay&) = delete;
    PayloadRelay& operator=(const PayloadRelay&) = delete;

    /// The pipe to write to; the relay's own.
    int input() const;
    /// The pipe to read from; once, the caller closes it.
    int take_output();
    /// After the last byte: waits until all is in the file. Throws report::Error for what failed on the way.
    Passed finish();

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

} // namespace calpkg::rpm
