#pragma once

#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace calpkg::rpm {

/// What a payload becomes: files that are only in `before` go, those only in `after` come, the
/// content of those in `written` is replaced.
struct PayloadEdit {
    const FileTable& before;
    const FileTable& after;
    const std::map<std::string, NewContent>& written; ///< PackageEdit::write
    hash::Algorithm hash = hash::Algorithm::md5;      ///< of the file digests in `before`
    FileDigests digests = FileDigests::made;          ///< of the old payload's files
    /// Numbers of owners and groups become 0, which rpm up to 4.18 writes. Later ones write those that the names have
    /// on the machine that builds; installing goes by the names in the header.
    bool without_owners = false;
    /// Is given every piece of what stays, with the file's row in `before`.
    std::function<void(std::size_t row, std::string_view piece)> seen{};
};

struct EditResult {
    PayloadContents before;   ///< what the old payload held
    std::uint64_t size = 0;   ///< of the new archive, uncompressed
    std::string frame_digest; ///< CpioWriter's
};

/// Copies a payload from `source` to `sink` with the edit applied, as a stream: order, form and
/// header fields of the other entries stay, so do hard links (a file whose content is replaced
/// leaves its set). Throws report::Error where the old payload does not fit `before`.
EditResult edit_payload(ByteSource& source, ByteSink& sink, const PayloadEdit& edit,
                        const std::string& subject);

} // namespace calpkg::rpm
