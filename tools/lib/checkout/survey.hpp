#pragma once

#include "lib/checkout/version.hpp"

#include <optional>
#include <string>
#include <vector>

namespace calpkg::checkout {

/// A tag and the version that its commit would have.
struct TagVersion {
    std::string tag;
    std::string text; ///< "1.2-rc2"
};

/// The tags around HEAD, and where rpm's order puts them.
struct TagSurvey {
    /// Lightweight tags at the chosen tag's commit or since, which git describe passes over.
    std::vector<std::string> ignored_lightweight;
    std::optional<TagVersion> below; ///< the nearest older version
    std::optional<TagVersion> above; ///< the nearest newer version
    /// Tags of earlier commits that are not older in rpm's order: no upgrade leads from them.
    std::vector<TagVersion> not_below;
    /// Tags of later commits that are not newer in rpm's order: they are not upgrade.
    std::vector<TagVersion> not_above;
};

/// Compares what version_of() found with the checkout's annotated tags. Tags that give no version
/// are left out, and those at HEAD.
TagSurvey survey(const Git& git, Scheme scheme, const CheckoutVersion& here);

/// What the scheme always leaves out of the version, in words, beside Version::notes.
std::vector<std::string> losses(const Description& description, Scheme scheme);

/// What rpm's order makes of a version by itself, in words: versions that one expects to be newer
/// and that are not.
std::vector<std::string> hazards(const Description& description, const Version& version);

} // namespace calpkg::checkout
