#pragma once

#include <string>

namespace calpkg::compare {

/// Whether a file is a script, a stylesheet, JSON or a page by its name, and has a line that nobody reads.
bool is_minified(const std::string& name, const std::string& content);

/// The same text with line ends after statements, blocks and, in long lines, commas. Nothing else is added or taken.
/// Texts, regular expressions and comments stay whole where the file is sound.
std::string broken_lines(const std::string& name, const std::string& content);

} // namespace calpkg::compare
