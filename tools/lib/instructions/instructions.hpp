#pragma once

#include "lib/layout/target.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/signing.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::instructions {

/// What tells people how to install `components`, packages for `target`: (file name, text) of INSTALL.md, which the template
/// `file` becomes, and of the page that shows it. The same packages give the same text.
///
/// The template's words (see filled()) are the components, COMPONENT.FEATURE for their features, target.FEATURE for the
/// target's and target.CAPABILITY for what it has a package for. Its names: `target`, `summary` and the target's
/// variables; each component's, for its package ("calamari-server-1.2-12_ge16f809.el6.x86_64"); package-CAPABILITY for the
/// target's packages; `repository` and `baseurl`. The word `signed` is one where `signing` says how they are signed; it may be
/// null. Throws report::Error for a mistake in the template.
std::vector<std::pair<std::string, std::string>> documents(
    const std::vector<repo::ManifestComponent>& components, const layout::Target& target,
    const std::filesystem::path& file, const repo::Signing* signing = nullptr);

/// Whether `document` is one that documents() has made: not of those that a site writes itself, or that cannot be read.
bool is_ours(const std::filesystem::path& document);

} // namespace calpkg::instructions
