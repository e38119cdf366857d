#pragma once

#include "lib/checkout/run_git.hpp"
#include "lib/layout/line.hpp"
#include "lib/sources/origin.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace calpkg::sources {

/// What whoever asked for sources is told meanwhile; each may be empty.
struct Observer {
    std::function<void(const std::string&)> message; ///< a sentence
    /// The repository ("ceph/calamari") and git's progress as it comes: untrusted bytes.
    std::function<void(const std::string&, std::string_view)> progress;
};

/// How sources are to be had.
struct Way {
    Origin origin;
    Observer observer;
    /// Files of the commit that the mirror itself lacks may be missing in a checkout.
    bool incomplete = false;
};

/// Whether the commit is in the repository `top`, which may be bare.
bool has_commit(const std::filesystem::path& top, const std::string& commit);

/// Whose repository a transfer goes into.
enum class Into {
    ours, ///< what holds the commit is remembered below refs/remotes/origin, and tags are the origin's
    theirs, ///< its branches and tags stay as they are
};

/// Brings the commit and the tags into the repository `top`, which may be bare. Of a mirror that is itself a clone,
/// its refs/remotes/origin do, too. Of one in a directory that lacks objects of other commits, what it has is copied,
/// as a local 'git clone' does it, into a repository of ours. Gives the address that they came from. Throws
/// report::Error.
std::string transfer(const std::filesystem::path& top, const layout::LineSource& source,
                     const Way& way, Into into);

} // namespace calpkg::sources
