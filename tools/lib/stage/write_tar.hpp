#pragma once

#include "lib/fs/file.hpp"
#include "lib/stage/staged_entry.hpp"
#include "lib/tar/output.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace calpkg::stage {

/// Told after each entry how many files (no directories, no links) and content bytes have been
/// written so far.
using OnProgress = std::function<void(std::uint64_t files, std::uint64_t bytes)>;

/// SHA-256 and size of one staged file's content, after edits. Ghosts are not staged.
struct Staged {
    std::string path; ///< as in the entry
    std::string sha256;
    std::uint64_t size = 0;
};

/// Writes `entries` in their order, hard links last, as one tar stream to `destination`, reading each source
/// file once and never whole (edited ones excepted, which may have 8 MiB). Deterministic: pax restricted
/// (ustar wherever it fits, pax headers only where needed), uid/gid 0 with names root, mtimes from
/// the entries, gzip header without name and time (RFC 1952, MTIME 0, OS 3). The compressed bytes
/// are encode::Gzip's. Member names have no leading "/", directories a
/// trailing one. The content of entries with a MemberSource comes from `venv_archive`, whatever the order
/// there; members that are not planned are left out. Ghost files are left out, too: rpm packs the
/// name alone and, since 4.7, needs no file for it. Links are written verbatim, hard links without the
/// leading "/". The Staged of every file come in the order of the stream.
/// A source that shrinks, grows, vanishes or is not a regular file any more, a member that is missing
/// or not as planned, and a name that is not UTF-8 are report::Errors, an interrupt is
/// report::Interrupted; the destination is then as it was before.
std::vector<Staged> write_tar(const std::vector<StagedEntry>& entries,
                              const std::filesystem::path& venv_archive,
                              const std::filesystem::path& destination,
                              tar::Compression compression, const OnProgress& on_progress = {},
                              fs::Flush flush = fs::Flush::yes);

} // namespace calpkg::stage
