#pragma once

#include "lib/checkout/git.hpp"
#include "lib/report/finding.hpp"

#include <functional>
#include <string>
#include <vector>

namespace calpkg::checkout {

/// A submodule that is not checked out.
struct MissingSubmodule {
    std::string path;      ///< below the checkout
    std::string outermost; ///< the checkout's own submodule that it is in: itself, as a rule
};

/// What is tracked at a path of a checkout or below it, without the submodules themselves.
struct TrackedBelow {
    std::vector<TrackedFile>
        own; ///< of the checkout; who packs one has to see that it is the commit's
    std::vector<TrackedFile>
        of_submodules; ///< of those that are checked out, the commit's; paths below the checkout
    std::vector<MissingSubmodule> missing;
};

/// Whether files of the submodule at a path below the checkout are wanted.
using WantedSubmodule = std::function<bool(const std::string& path)>;

/// Finds what `git` tracks at `path` ("" or "." for everything) or below it, also in the submodules that are `wanted` and in
/// theirs. Throws report::Error for one of them that is modified, with --allow-dirty, too: no version tells that.
TrackedBelow tracked_below(const Git& git, const std::string& path, const WantedSubmodule& wanted);

/// The warning "missing-submodule" about one of `git`. `package` begins its subject.
report::Finding missing_submodule(const Git& git, const MissingSubmodule& missing,
                                  const std::string& package);

} // namespace calpkg::checkout
