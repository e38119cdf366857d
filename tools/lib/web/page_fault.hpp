#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::web {

/// Why something that is not empty is not the whole page that a build makes: UTF-16, a stand-in (file_fault.hpp), cut off
/// (inside a tag, or before the end of an element), a template's <% %> left in it. Nothing when there is no such sign.
std::optional<std::string> page_fault(std::string_view html);

/// The comment of a build step that should have replaced it, "<!-- build:js scripts/main.js -->" (usemin) or "<!-- bower:css -->";
/// or empty.
std::string_view build_comment(std::string_view html);

/// The sign in a script, or in a page's own ones, of the server that developers use: "livereload.js", "localhost:35729"; or
/// empty.
std::string_view development_server(std::string_view script);

} // namespace calpkg::web
