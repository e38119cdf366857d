#pragma once

#include "lib/diff/parse_patch.hpp"

#include <string>

namespace calpkg::diff {

/// `old_text` with the hunks applied; those of a converted patch lose their CR where the text has
/// none. A hunk may apply at another line than it says (the nearest that fits, behind the hunk
/// before), but every one of its lines must fit: no fuzz. One that begins or ends a file only fits
/// there. Throws report::Error: `patch.refusal`, else naming `name`, file and hunk, and when an "index" line of git's
/// knows the old text and another new one: a patch that was cut off between two hunks can be told
/// by nothing else.
std::string apply_patch(const FilePatch& patch, const std::string& old_text,
                        const std::string& name);

} // namespace calpkg::diff
