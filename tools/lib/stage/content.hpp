#pragma once

#include "lib/stage/staged_entry.hpp"

#include <string>

namespace calpkg::stage {

/// What is staged of a file with edits: the file's content with them made. Throws report::Error for one of more
/// than 8 MiB, and as SourceFile does.
std::string edited_content(const StagedEntry& entry, const FileSource& source);

/// SHA-256 (hex) of what is staged for `entry`, a file that is no member of a tarball. Reads it, but never as a
/// whole unless it is edited. Of an SELinux module that is compiled while staging: of its source. Throws report::Error.
std::string content_digest(const StagedEntry& entry);

} // namespace calpkg::stage
