#pragma once

#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/raw_header.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"

#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// When `edit`'s changelog entry is from: as it says, or one second after the build; in no case before the newest
/// entry.
std::int64_t entry_time(const RawHeader& header, const PackageEdit& edit);

/// Release, the Provides that follow it, changelog, file list and sizes. Throws report::Error when
/// a size does not fit its tag.
void edit_tags(RawHeader& header, const PackageEdit& edit, std::int64_t now,
               const FileTable& before, const FileTable& after, const std::string& subject);

/// When files come or go, every tag with one value a file must follow. Throws report::Error for a
/// package with a tag that nobody has heard of and that could be one.
void check_unknown_file_tags(const RawHeader& header, const FileTable& before,
                             const FileTable& after, const std::string& subject);

/// Digests of the new payload (hex) and its size, where the header has them.
void put_payload_tags(RawHeader& header, const std::string& digest,
                      const std::string& archive_digest, std::int64_t archive_growth);

} // namespace calpkg::rpm
