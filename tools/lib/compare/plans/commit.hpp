#pragma once

#include "lib/fs/temp_dir.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace calpkg::compare {

/// "DIR@COMMIT" taken apart.
struct CommitName {
    std::filesystem::path checkout;
    std::string commit; ///< whatever git takes for one: a tag, a branch, a hash
};

/// Nothing for what is the name of something that is there, and for what has no checkout in front of its "@".
std::optional<CommitName> commit_name(const std::string& given);

/// A commit of a checkout in a private directory, which lives as long as this object. Nothing of the checkout is
/// touched: not its work tree, which may be modified, and not its repository, which the private one reads from.
class CommitTree {
public:
    /// Throws report::Error for a commit that is not there, and when git fails.
    explicit CommitTree(const CommitName& name);
    std::filesystem::path path() const { return holder_.path() / "tree"; }

private:
    fs::TempDir holder_;
};

} // namespace calpkg::compare
