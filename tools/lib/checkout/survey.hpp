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
    /// Other tags at HEAD itself that give a version, by kind.
    std::vector<std::string> lightweight_at_head, annotated_at_head;
    std::optional<TagVersion> below; ///< the nearest older version
    std::optional<TagVersion> above; ///< the nearest newer version
    /// Tags of earlier commits that are not older in rpm's order: no upgrade leads from them.
    std::vector<TagVersion> not_below;
    /// Tags of later commits that are not newer in rpm's order: they are not upgrade.
    std::vector<TagVersion> not_above;
};

/// Lightweight tags at the commit of the chosen tag or since, which git describe passes over.
std::vector<std::string> ignored_lightweight(const Git& git, const Description& chosen);

/// Compares what version_of() found with the checkout's annotated tags. Tags that give no version
/// are left out, and those at HEAD.
TagSurvey survey(const Git& git, Scheme scheme, const CheckoutVersion& here);

/// What the scheme always leaves out of the version, in words, beside Version::notes.
std::vector<std::string> losses(const Description& description, Scheme scheme);

/// What rpm's order makes of a version by itself, in words: versions that one expects to be newer
/// and that are not.
std::vector<std::string> hazards(const Description& description, const Version& version);

/// Of these the one that a later tag makes true: "rc" is newer than "rc1"; nothing when it is not so.
std::optional<std::string> numbering_hazard(const Description& description, const Version& version);

/// The tags of `survey` that rpm's order puts on the wrong side of `version`, in words.
std::vector<std::string> wrong_order(const TagSurvey& survey, const Version& version);

/// The version of the next commit without a tag of its own, its hash all zeros; nothing when the version was given by
/// hand.
std::optional<Version> next_version(const Description& description, Scheme scheme);

/// Where rpm's order, with what a target puts behind the release (".el7"), does not put a modified
/// build between its commit's and the next commit's, in words.
std::vector<std::string> wrong_order_of_modified(const CheckoutVersion& here, Scheme scheme,
                                                 const std::string& dist);

} // namespace calpkg::checkout
