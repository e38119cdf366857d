#pragma once

#include "lib/checkout/git.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::sources {

/// An update of a checkout in place that was begun and has not ended.
struct HalfUpdate {
    std::string from, to; ///< commits
};

/// Notes in the repository of `git` that its work tree is being put on `commit`, so that what a killed run leaves is
/// not taken for a user's changes. Throws report::Error.
void note_update(const checkout::Git& git, const std::string& commit);

/// What is noted in the repository of the checkout `top`.
std::optional<HalfUpdate> noted_update(const std::filesystem::path& top);

void forget_update(const std::filesystem::path& top);

/// Files that are neither as one of the two commits has them nor what a git that was killed at work leaves: all others
/// as before, and one only begun. Sorted; none when the checkout stands on neither commit or lacks the second one, for
/// then there is nothing to take up.
std::vector<std::string> changed_besides(const checkout::Git& git, const HalfUpdate& half);

/// Brings the checkout, in which changed_besides() finds nothing, to where the update would have brought it; git's
/// locks, which it has left, are removed. Where there is nothing to take up it only forgets the note. Throws
/// report::Error.
void finish_update(const checkout::Git& git, const HalfUpdate& half);

} // namespace calpkg::sources
