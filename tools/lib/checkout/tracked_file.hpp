#pragma once

#include <string>

namespace calpkg::checkout {

/// One path that git tracks, below the checkout's top.
struct TrackedFile {
    std::string path; ///< relative, as git stores it: any bytes but NUL
    bool hidden =
        false; ///< assume-unchanged or skip-worktree: git does not tell whether it is modified
    bool skip_worktree = false; ///< the latter: a sparse checkout marks what it leaves out so
    unsigned mode = 0;          ///< git's: 0100644, 0100755, 0120000 (link), 0160000 (submodule)
    std::string object;         ///< the name (hex) of its content in the index: a SHA-1 or SHA-256

    bool is_submodule() const { return mode == 0160000; }
};

} // namespace calpkg::checkout
