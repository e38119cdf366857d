#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::web {

/// The path that a URL reference of a page or stylesheet names, relative to it: query and fragment cut
/// off, percent-decoded (RFC 3986, section 2.1). Nothing when it names no file beside the page: a
/// scheme, "//host", a leading "/", a bare fragment, a template ("{{…}}", "<%…%>").
std::optional<std::string> local_path(std::string_view reference);

/// The path of a reference that begins with "/", as the server gets it: "/manage/scripts/main.js", without query and
/// fragment, percent-decoded. Nothing for others.
std::optional<std::string> rooted_path(std::string_view reference);

/// The host of a reference that leads to one, with its port: "ajax.googleapis.com" of "//ajax.googleapis.com/x.js". Nothing for others.
std::optional<std::string> other_host(std::string_view reference);

/// The script that RequireJS loads for a data-main attribute: `.js` appended when it is not there.
/// Nothing for plugin resources ("text!…") and what is not local.
std::optional<std::string> require_js_path(std::string_view data_main);

} // namespace calpkg::web
