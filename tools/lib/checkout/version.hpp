#pragma once

#include "lib/checkout/git.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::checkout {

/// The way out where a tag gives no version: the commands that take one by hand, and how.
inline constexpr const char* kOverrideRemedy =
    "give build, plan, stage or dist the version: --version-of NAME=1.2-rc2";

/// How a describe string becomes a version.
///  calamari: upstream's get-versions.sh -r (calamari, calamari-clients): the part before the first
///            dash without its `v` is VERSION, the rest with `-` as `_` is REVISION, "0" when none.
///  diamond:  upstream's version.sh (Diamond): MAJOR.MINOR.COMMITS; the tag's third component is
///            lost; REVISION is 0, as on a clean tree.
enum class Scheme { calamari, diamond };

/// "calamari" or "diamond".
const char* to_string(Scheme scheme);
/// The scheme of that name; throws report::Error with a suggestion.
Scheme scheme_from(const std::string& name);

/// A describe string taken apart. `hash` is empty when HEAD is the tag itself.
struct Description {
    std::string tag;      ///< "v1.2-rc2"
    unsigned commits = 0; ///< since the tag
    std::string hash;     ///< always 7 digits, "" when commits is 0
    /// "v1.2-rc2-49-g3e3686d", or the tag alone.
    std::string text() const;
};

/// A version that rpm carries: both parts hold only [A-Za-z0-9._+], neither is empty.
struct Version {
    std::string version;            ///< RPM Version: "1.2"
    std::string revision;           ///< RPM Release without dist: "rc2_49_g3e3686d"
    std::vector<std::string> notes; ///< what was lost or looks odd, in words for `--explain`
    /// "1.2-rc2_49_g3e3686d": what rpm compares.
    std::string text() const { return version + "-" + revision; }
};

/// Takes `text` apart as git prints it, from the right: "-<n>-g<hex>" is the suffix, the hash is
/// cut to 7 digits. Throws report::Error for an empty string or a hash of fewer digits.
Description parse_description(const std::string& text);

/// Applies upstream's rules. Throws report::Error (naming the tag and a remedy such as
/// `--version-of NAME=…`) for a tag without `v`, an empty part, a part rpm cannot carry or a
/// character outside [A-Za-z0-9._+].
Version version_from(const Description& description, Scheme scheme);

/// Checks a version given by hand: "1.2-rc2" (VERSION-REVISION, "0" when there is no dash).
Version version_from_override(const std::string& text);

/// The scheme that a checkout's own scripts follow: one with `version.sh` and `src/diamond` is
/// Diamond, any other one calamari.
Scheme detect_scheme(const std::filesystem::path& top);

/// What the tags that give a version of `scheme` look like, as a pattern of git's.
const char* tag_pattern(Scheme scheme);
/// Whether `tag` gives a version of `scheme`.
bool is_version_tag(const std::string& tag, Scheme scheme);

/// `version` with ".0.dirty." and the first 7 digits of `change_digest` (hex) behind its revision. The
/// 0 is more than what a target puts there (".el7": to rpm a number is newer than letters) and less
/// than what the next commit has there ("rc2_1_g…" after "rc2"): the modified build is newer than its commit's, older
/// than the next one's. rpm 4.8 knows neither '^' nor '~'.
Version mark_dirty(Version version, const std::string& change_digest);

/// `git describe` of HEAD (annotated tags only, and those that are versions, see tag_pattern()), the
/// hash fixed at 7 digits. Throws report::Error that tells no tag, only lightweight tags and a
/// shallow clone apart, each with its way out (`git fetch --tags`, `git fetch --unshallow --tags
/// --force`, `--version-of`). In a shallow clone only a tag at HEAD itself counts: the number of commits
/// since an older one cannot be trusted there.
Description describe(const Git& git, Scheme scheme);

/// All that a checkout says about its version.
struct CheckoutVersion {
    Version version;
    Description description; ///< empty tag when the version was given by hand
    Commit commit;
    bool dirty = false;                ///< tracked files are modified; the revision is marked
    std::optional<Version> unmodified; ///< when dirty: what the commit itself has
};

/// The version of a checkout, or `override_text` (see version_from_override) in its place. Modified
/// tracked files are a report::Error that names them unless `allow_dirty`.
CheckoutVersion version_of(const Git& git, Scheme scheme, bool allow_dirty,
                           const std::optional<std::string>& override_text = {});

} // namespace calpkg::checkout
