#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace calpkg::tar {

class TarInput;

enum class MemberKind { file, directory, symlink, hardlink };

/// A member of a tar archive (any tar format, plain or with gzip, bzip2, xz, lzma or zstd).
struct Member {
    using Kind = MemberKind;
    Kind kind = Kind::file;
    std::string name;       ///< as stored, byte for byte
    std::string normalised; ///< without "." and empty components; "" for the top itself
    unsigned mode = 0;      ///< permission bits
    std::uint64_t size = 0;
    std::int64_t mtime = 0; ///< seconds since the epoch
    std::string link;       ///< symlink: target; hardlink: normalised name of the file itself
    std::string owner;      ///< "user:group", by numbers where the archive has no names
};

/// Lists the members in their order; reads the archive to its end. Throws report::Error, naming
/// archive and member, for what is not a tar archive or a damaged or truncated one (no end-of-archive
/// marker counts as truncated), an absolute name, "..", a name twice, a device, FIFO or socket, a
/// hard link to a member that is not there before it, a member below a link or a file.
/// `on_file` is called at each regular file, whose content it may read.
/// libarchive does not compare gzip's checksum: damage that still decodes to a tar stream passes.
std::vector<Member> list_members(const std::filesystem::path& archive,
                                 const std::function<void(TarInput&)>& on_file = {});

} // namespace calpkg::tar
