#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace calpkg::diff {

/// A file name as git and diff quote it, `"a/\303\244.py"`: its bytes. What does not begin with a quote comes
/// back as it is. Nothing for a quotation that does not end, or that says what no name has.
std::optional<std::string> unquoted(std::string_view name);

/// Both names, with their prefixes, in "diff --git a/NAME b/NAME"; of a rename or a copy, the lines behind it say
/// `from` and `to`, without prefixes. Nothing where it is not known which blank parts the names.
std::optional<std::pair<std::string, std::string>> names_of_git_header(std::string_view line,
                                                                       std::string_view from = {},
                                                                       std::string_view to = {});

/// The path without its first `count` directories, as patch -p takes them; "" of "" (/dev/null); nothing
/// where there are fewer.
std::optional<std::string> without_directories(const std::string& path, unsigned count);

} // namespace calpkg::diff
