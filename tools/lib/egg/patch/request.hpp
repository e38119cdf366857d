#pragma once

#include "lib/egg/egg.hpp"
#include "lib/egg/patch/changes.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::egg {

/// A unified diff to apply.
struct PatchText {
    std::string name; ///< for messages: the file's path
    std::string text;
};

/// What a person asks to be changed in an egg. Taken in this order: the checkout's files, removals,
/// replacements and additions, patches, fixes.
struct Request {
    std::filesystem::path checkout;                           ///< empty: none
    std::vector<std::string> remove;                          ///< members
    std::vector<std::pair<std::string, std::string>> replace; ///< member, content
    std::vector<std::pair<std::string, std::string>> add;     ///< member, content
    std::vector<PatchText> patches;
    std::optional<unsigned> strip; ///< directories to take from the paths in patches; none: see
                                   ///< concerned_files()
    std::vector<std::string> fixes;

    bool empty() const;
};

/// A request worked out for one egg.
struct PlannedChanges {
    Changes changes;                ///< completed; empty when there is nothing to do
    std::vector<std::string> notes; ///< what did not need to be done, in words
};

/// Works `request` out for `egg`; reads the egg and the checkout only. Content that is already
/// there is no change, but for `replace`, which always writes: so bytecode goes even where somebody
/// has edited the source before. Throws report::Error for a member to add that is there, one to
/// replace or remove that is not, a patch that does not apply or has nothing of the egg, an unknown fix.
PlannedChanges plan_changes(const Egg& egg, const Request& request);

} // namespace calpkg::egg
