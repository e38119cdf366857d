#pragma once

#include "lib/repo/publication.hpp"

#include <CLI/App.hpp>

namespace calpkg::cli {

/// The options that say what may happen to a published directory: --keep, --replace and, for builds,
/// --allow-downgrade.
class RepositoryOptions {
public:
    void configure(CLI::App& app, bool for_build);
    /// `project_keep` is cal-pkg.yaml's, 0 if it says nothing; a build then keeps repo::kKeepByDefault versions,
    /// and a new index all.
    repo::Rules rules(unsigned project_keep) const;

private:
    bool for_build_ = false;
    unsigned keep_ = 0;
    bool replace_ = false;
    bool allow_downgrade_ = false;
};

} // namespace calpkg::cli
