#pragma once

#include <string>

namespace calpkg::egg {

/// Whether shell pattern `pattern` is all of `text`. In a path `*` does not cross a `/`, nor match
/// a leading dot (Python's glob); else it matches everything (Python's fnmatch).
bool matches(const std::string& pattern, const std::string& text, bool path);

} // namespace calpkg::egg
