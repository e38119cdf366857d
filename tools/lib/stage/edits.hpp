#pragma once

#include "lib/stage/staged_entry.hpp"

#include <string>

namespace calpkg::stage {

/// `content` with `edits` made: interpreter, tokens, text before. The interpreter of the first
/// line is replaced where distutils' build_scripts would do it (`^#!.*python[0-9.]*([ \t].*)?$`):
/// options stay, every other first line stays. Tokens are looked for in one pass from the left, the
/// longest first; text that was put in is not searched again.
std::string apply(const Edits& edits, std::string content);

/// `content` of `source` with its edits made, if it has any.
std::string with_edits_of(const FileSource& source, std::string content);

} // namespace calpkg::stage
