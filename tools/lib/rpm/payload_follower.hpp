#pragma once

#include "lib/rpm/digest.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace calpkg::fs {
class WriteBehind;
}

namespace calpkg::rpm {

/// Where a payload is written to.
struct PayloadPlace {
    int fd = -1; ///< a file, the caller's; only whoever writes the payload moves its position
    std::uint64_t offset = 0;
    fs::WriteBehind* disk = nullptr; ///< is told how far the file has been written; may be nullptr
};

/// Goes behind a payload that is being written to a file, in a thread of its own: hashes what is in the file
/// and passes it on to a pipe, so that it can be read back while the rest is still being compressed. Whoever reads the pipe reads to its end, or the follower stands still.
class PayloadFollower {
public:
    struct Passed {
        std::uint64_t size = 0; ///< bytes
        std::string digest;     ///< hex; "" when no hash was asked for
    };

    /// `subject` names the file in errors. Throws report::Error.
    PayloadFollower(const PayloadPlace& place, std::optional<Hash> hash, std::string subject);
    /// Ends the stream, if finish() has not, and waits.
    ~PayloadFollower();
    PayloadFollower(const PayloadFollower&) = delete;
    PayloadFollower& operator=(const PayloadFollower&) = delete;

    /// The pipe to read from; once, the caller closes it.
    int take_output();
    /// For the writer: the file is written up to its position.
    void go_on();
    /// The same, for the last time: waits until all has been passed on. Throws report::Error for what failed on
    /// the way.
    Passed finish();

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

} // namespace calpkg::rpm
