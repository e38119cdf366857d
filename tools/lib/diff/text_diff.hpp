#pragma once

#include <string>
#include <string_view>

namespace calpkg::diff {

/// Whether a diff of it can be read: no NUL byte.
bool is_text(std::string_view content);

/// Unified diff (POSIX diff -u, three lines of context) that `patch -p1` applies: `--- a/NAME`,
/// `+++ b/NAME`. "" when both are equal. A file that is not there is a null pointer, shown as
/// /dev/null. Written here and not by running diff(1), because that would need both files on disk
/// and several processes for an egg whose patch takes milliseconds; texts with thousands of
/// differences become one hunk.
std::string unified_diff(const std::string& name, const std::string* before,
                         const std::string* after);

} // namespace calpkg::diff
