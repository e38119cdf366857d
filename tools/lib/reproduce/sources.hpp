#pragma once

#include "lib/compare/plans/commit.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/sources/transfer.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace calpkg::reproduce {

/// Where sources are to be had.
struct Places {
    std::filesystem::path checkouts; ///< the directory of all; empty: they are fetched
    std::map<std::string, std::filesystem::path> named; ///< checkouts by their components
    std::string from; ///< mirrors, as sources::Origin takes them; empty: upstream
    sources::Observer observer;
};

/// The checkout that a build is made from, as it was then: a private copy of the commit, which lives as long as this object.
/// Checkouts at hand are only read.
class Checkout {
public:
    /// Throws report::Error where it cannot be had: who lacks the commit, and what to do.
    Checkout(const layout::Catalog& catalog, const provenance::Build& build, const Places& places);

    const std::filesystem::path& path() const { return path_; }
    /// That of the user, where there is one.
    const std::filesystem::path& at_hand() const { return at_hand_; }

private:
    void take_modified(const provenance::Build& build);
    void fetch(const layout::Catalog& catalog, const provenance::Build& build,
               const Places& places);

    std::filesystem::path path_, at_hand_;
    std::optional<compare::CommitTree> commit_;
    std::optional<fs::TempDir> fetched_;
};

} // namespace calpkg::reproduce
