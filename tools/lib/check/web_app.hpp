#pragma once

#include "lib/report/finding.hpp"

#include <filesystem>
#include <string>

namespace calpkg::check {

/// Judges one built web app (`<app>/dist`): is what its pages need there? `subject` prefixes each
/// finding's subject ("calamari-clients: dashboard/dist"), `remedy` is the way out.
/// Errors: `missing-app` (no such directory or empty), `missing-index` (no index.html, or an empty
/// one), `missing-reference` (index.html's local <script src>, <link rel=stylesheet href>, RequireJS
/// data-main), `empty-stylesheet` (zero-byte .css: a failed compass step).
/// Warnings: `dangling-reference` (references inside conditional comments, `url(…)` of
/// stylesheets, <img>), `reference-leaves-app` (by "..", or by a symbolic link), `unchecked-file`
/// (a page or stylesheet that cannot be read or is larger than 8 MiB).
/// References with a scheme, "//host", "data:", a leading "/" or template braces are not local.
/// Symbolic links are followed inside the app only. Throws report::Error when a directory of the
/// app cannot be listed.
report::Findings web_app(const std::filesystem::path& app, const std::string& subject,
                         const std::string& remedy);

} // namespace calpkg::check
