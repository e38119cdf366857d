#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::web {

/// What a file holds instead of what it should, whatever its kind: a pointer of Git LFS, compressed data, a page (when
/// it should be none), a merge's conflict marks, no bytes. Nothing when there is no such sign.
std::optional<std::string> stand_in(std::string_view content, bool may_be_page);

/// What is wrong with an image or a font, by the extension of `name`: it is a stand-in, does not begin as its kind does
/// (PNG, GIF, JPEG, SVG, WOFF, TrueType, OpenType), or ends too early. Nothing for other extensions, and for a text
/// of less than 16 bytes, which somebody put there on purpose: no image or font is so small.
std::optional<std::string> media_fault(std::string_view name, std::string_view content);

/// Whether something, without white space at its begin, is an HTML page.
bool is_page(std::string_view content);

} // namespace calpkg::web
