#pragma once

#include "lib/tar/members.hpp"
#include "lib/tar/thread_locale.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct archive;
struct archive_entry;

namespace calpkg::tar {

enum class Compression { none, gzip };

/// What a member's header says of it.
struct Header {
    MemberKind kind = MemberKind::file;
    std::string path;       ///< UTF-8; a leading "/" is left out
    unsigned mode = 0;      ///< permission bits; unused for symbolic links
    std::int64_t mtime = 0; ///< seconds since the epoch
    std::string link;       ///< symlink: target; hardlink: path of the file that it shares
};

/// A tar stream being written to a file that exists. What it writes depends on its arguments alone:
/// no clock, user, locale or file system goes in, and no library's
/// idea of gzip. Failures are report::Errors about `destination`.
class TarOutput {
public:
    /// `file` is written to; messages call it `destination`.
    TarOutput(const std::filesystem::path& file, const std::filesystem::path& destination,
              Compression compression);
    /// Without finish() before it, abandons the stream.
    ~TarOutput();
    TarOutput(const TarOutput&) = delete;
    TarOutput& operator=(const TarOutput&) = delete;

    /// Starts a member; for a file, exactly `size` bytes of content follow.
    void begin(const Header& member, std::uint64_t size);
    void write(const char* data, std::size_t size);
    /// Writes the end marker and everything that is still buffered.
    void finish();

private:
    struct Target;
    struct Free {
        void operator()(struct ::archive* handle) const;
        void operator()(struct ::archive_entry* entry) const;
    };

    [[noreturn]] void failed() const;

    Locale locale_;
    std::string destination_;
    std::unique_ptr<Target> target_; ///< before what writes to it
    std::unique_ptr<struct ::archive, Free> handle_;
    std::unique_ptr<struct ::archive_entry, Free> header_;
    bool closed_ = false;
};

} // namespace calpkg::tar
