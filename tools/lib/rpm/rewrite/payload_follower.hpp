#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

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

/// Goes behind a payload that is being written to a file, in a thread of its own, and hands on what is in the file.
class PayloadFollower {
public:
    /// `use` gets the payload piece by piece, in the follower's thread, which ends with what it throws; `ended`
    /// is called there at last, in any case. `subject` names the file in errors.
    PayloadFollower(const PayloadPlace& place, std::function<void(std::string_view)> use,
                    std::function<void()> ended, std::string subject);
    /// Ends where it stands, if finish() has not been called, and waits.
    ~PayloadFollower();
    PayloadFollower(const PayloadFollower&) = delete;
    PayloadFollower& operator=(const PayloadFollower&) = delete;

    /// For the writer: the file is written up to its position.
    void go_on();
    /// The same, for the last time: the position may move elsewhere afterwards.
    void end();
    /// end(), if it has not been called, and waits until all has been handed on. Gives the payload's size in
    /// bytes. Throws report::Error for what failed on the way, and what `use` has thrown.
    std::uint64_t finish();

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

} // namespace calpkg::rpm
