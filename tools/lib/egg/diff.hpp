#pragma once

#include "lib/egg/egg.hpp"

#include <set>
#include <string>
#include <vector>

namespace calpkg::egg {

/// A member that two eggs have not in common.
struct Difference {
    enum class Kind { added, removed, changed } kind;
    std::string member;
    bool text = true; ///< both sides are text
    /// Text: the unified diff, which `patch -p1` applies, the name escaped; empty for a new or
    /// removed member without content.
    std::string unified;
};

/// The members whose presence or content differs, sorted by name; directories do not count, nor does
/// EGG-INFO where one side is a package without an egg.
/// `counts` leaves out members for which it is false. Throws report::Error for a member that cannot
/// be read.
std::vector<Difference> diff(const Egg& before, const Egg& after,
                             bool (*counts)(const std::string& member) = nullptr);

/// The same for the members named only, of which one that cannot be read in `before` has another content
/// than any, and is no text.
std::vector<Difference> diff(const Egg& before, const Egg& after,
                             const std::set<std::string>& members);

/// "added", "removed" or "changed".
const char* to_string(Difference::Kind kind);

/// The same as text, as `diff -ruN` words it; names are escaped for a terminal, texts are as they
/// are.
std::string to_text(const std::vector<Difference>& differences);

} // namespace calpkg::egg
