#pragma once

#include <string>

namespace calpkg::instructions {

/// A page of HTML, complete in itself, that shows `markdown`: headings, paragraphs, lists ("- " and "1. ", one level), tables, blocks
/// of code between lines of "```", and `code` and **words** in them. Nothing else of Markdown is known; the rest is text.
std::string html_of(const std::string& markdown);

} // namespace calpkg::instructions
