#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::zip {

/// A zip archive being written to memory, its members stored as they are: deflated bytes would
/// depend on the zlib of the build host, the RPM around an egg compresses better when nothing
/// inside is compressed already, and Python imports faster. Nothing but names, contents and
/// times goes in (APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16; no zip64).
class StoredZip {
public:
    /// Adds a regular file with permission bits `mode` and the time `mtime` (seconds, UTC), in zip's
    /// two-second steps; before 1980, which zip cannot say, 1980-01-01. `name` is UTF-8. Throws
    /// report::Error beyond the format's limits (65535 members, 4 GiB).
    void add(const std::string& name, std::string_view content, unsigned mode, std::int64_t mtime);

    /// The archive; call it once, as the last thing.
    std::string finish();

private:
    std::uint32_t members_ = 0;
    std::string archive_;
    std::string directory_;
};

} // namespace calpkg::zip
