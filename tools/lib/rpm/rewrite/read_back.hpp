#pragma once

#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/rewrite/payload_edit.hpp"
#include "lib/rpm/rewrite/payload_follower.hpp"

#include <memory>
#include <string>

namespace calpkg::rpm {

/// Reads a payload back from the file that it is being written to, decompresses it and holds every file in it
/// against the header that it will have. It lags behind the writer, which has the processor first: what has
/// to be waited for comes after the payload has been written.
class ReadBack {
public:
    /// `edit` is what the payload is made with; what it refers to has to live until finish(). `subject` names
    /// the file in errors.
    ReadBack(const PayloadPlace& place, const Compression& how, const PayloadEdit& edit,
             const std::string& subject);
    /// Leaves it, if finish() has not been called.
    ~ReadBack();
    ReadBack(const ReadBack&) = delete;
    ReadBack& operator=(const ReadBack&) = delete;

    void go_on(); ///< PayloadFollower's
    void end();   ///< likewise
    /// What the payload holds. Waits. Throws report::Error where it is not what was written, and Abandoned.
    PayloadContents finish();

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

} // namespace calpkg::rpm
