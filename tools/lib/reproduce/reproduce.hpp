#pragma once

#include "lib/compare/packages.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/report/finding.hpp"
#include "lib/reproduce/build_again.hpp"
#include "lib/reproduce/given.hpp"
#include "lib/reproduce/same_package.hpp"
#include "lib/reproduce/sources.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::reproduce {

struct Options {
    Places places;
    Parts parts;
    Program program;
};

/// One package that was to be made again.
struct Package {
    std::string path; ///< as it was given
    Sameness same = Sameness::different;
    std::optional<compare::Comparison> comparison; ///< of different ones
};

/// A build that was done again.
struct Reproduced {
    std::string name; ///< "calamari-server-1.2-12.el6.x86_64"
    std::vector<Package> packages;
    report::Findings findings; ///< why it need not be the same

    bool is_same() const;
};

/// Makes `build` of `given` again in a private directory and compares its packages with the given ones. Throws report::Error for
/// what cannot be had.
Reproduced reproduce(const layout::Catalog& catalog, const Given& given,
                     const provenance::Build& build, const Options& options);

} // namespace calpkg::reproduce
