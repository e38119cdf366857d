#pragma once

#include "lib/egg/make/build_egg.hpp"
#include "lib/plan/venv/venv.hpp"
#include "lib/stage/staged_entry.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::plan {

/// One of the checkout's own Python packages.
struct OwnPackage {
    std::string
        directory; ///< "rest-api": where its setup.py is; also names it when it is not there
    /// Makes its egg for the Python "2.6". Nothing when this checkout has no such package.
    std::function<std::optional<egg::BuiltEgg>(const std::string& python)> build;
};

/// What take_over() did.
struct TakenOver {
    std::string python;               ///< of the virtualenv, "2.6"; empty: nothing was done
    std::vector<std::string> removed; ///< "calamari_web-0.1-py2.6.egg", sorted
    std::vector<std::string> added;   ///< names of the eggs, in the order of the packages
};

/// Replaces those of the distributions in `venv` that are `packages` by what the checkout has, and
/// does nothing when it holds none of them. All that belongs to an old one goes: its egg, or its
/// packages with or without metadata, bytecode included, its programs in bin, its lines in easy-install.pth. New
/// eggs are directories, whatever they replace. New entries take owner and time from `pattern`. Throws report::Error
/// when the virtualenv cannot be read, its site-packages lies behind a link, two Pythons in it hold calamari's
/// packages, or a hard link leads to what is replaced, and for what building an egg throws.
TakenOver take_over(Venv& venv, const std::vector<OwnPackage>& packages,
                    const stage::StagedEntry& pattern);

} // namespace calpkg::plan
