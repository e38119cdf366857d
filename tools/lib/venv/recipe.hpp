#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/layout/target.hpp"
#include "lib/plan/make.hpp"
#include "lib/stage/staged_entry.hpp"
#include "lib/venv/lock.hpp"
#include "lib/venv/requirements.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::venv {

/// Everything that decides what a virtualenv will be, except archives and interpreter: the `venv` section of
/// a layout, met with a checkout and a target.
struct Recipe {
    std::string component;
    std::string python;      ///< "2.7"
    std::string destination; ///< "/opt/calamari/venv"
    std::int64_t epoch = 0;  ///< the commit's time: of every file while it builds, and in bytecode
    bool system_site_packages = false;
    std::vector<stage::StagedEntry> files; ///< relative paths
    std::vector<layout::VenvStep> steps;
    std::vector<std::string> remove;

    /// What a requirement file among `files` says, parsed.
    std::vector<Requirement> requirements_in(const std::string& file) const;
    /// What all steps ask an index for.
    std::vector<Requirement> requirements() const;
    /// The requirement files that steps install from, by their names in the checkout.
    std::vector<std::string> requirement_files() const;
    /// Archives that no index has.
    std::vector<std::string> extra_archives() const;
    /// Puts the lock's versions in place of those of the checkout. Throws report::Error for what the
    /// lock lacks, and for a lock of another Python.
    void apply(const Lock& lock);
};

/// Reads the checkout. Throws report::Error as plan::make does, and for a component without `venv` section.
Recipe make_recipe(const layout::Catalog& catalog, const layout::Target& target,
                   const plan::Request& request);

enum class Mode { build, download };

/// The text of `job`, which venv/build.sh carries out: a directive a line, its words behind one blank.
///
///     mode build|download            python VERSION           interpreter PATH
///     destination PATH               epoch SECONDS            system-site-packages yes|no
///     want-file FILE                 a requirement file below src/
///     want REQUIREMENT               one more thing to ask for
///     sdist NAME                     take its source archive, no wheel
///     download-option OPTION         for `pip download`
///     archive FILE URL               a source archive that no index has
///     install KIND NAME OPTION…      a step; KIND as in layouts: requirements, source, package
///     delete PATTERN
///
/// `lock` decides what is asked for, when given; `interpreter` may be empty: found by its version.
std::string job_text(const Recipe& recipe, Mode mode, const Lock* lock,
                     const std::string& interpreter);

} // namespace calpkg::venv
