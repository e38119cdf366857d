#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/layout/target.hpp"
#include "lib/plan/make.hpp"
#include "lib/stage/staged_entry.hpp"
#include "lib/web/make/web_recipe.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::web {

/// Something that npm is asked for.
struct Want {
    std::string name;
    std::string range; ///< "~0.4.1"
};

/// Everything that decides what the web apps of a checkout will be, except what npm gives: layouts/web/<component>.yaml,
/// met with a checkout.
struct Recipe {
    std::string component;
    std::int64_t epoch = 0;                ///< the commit's time: of every file while it builds
    std::string describe;                  ///< what `git describe --long` says of the sources
    std::vector<std::string> apps;         ///< directories of the checkout: "admin"
    std::vector<stage::StagedEntry> files; ///< relative paths; each package.json is what npm gets
    std::vector<Want> wants;               ///< of all apps
    WebRecipe recipe;
};

/// Reads the checkout. Throws report::Error as plan::make does, for a component without web apps or recipe, and
/// for a package.json that cannot be read.
Recipe make_recipe(const layout::Catalog& catalog, const layout::Target& target,
                   const plan::Request& request);

/// The text of `job`, which web/build.sh carries out: a directive a line, its words behind one blank.
///
///     describe TEXT              node SPEC               app NAME
///     needs PROGRAM              what has to be there besides npm, tar and timeout
///     want NAME@RANGE            what npm is asked for, to find what is gone
///     fetch SECONDS APP KIND …   steps, in their order: with network,
///     build SECONDS APP KIND …   and those that build; APP may be `-`
///
/// Throws report::Error for a description that is no plain word: a tag may hold what shells act on.
std::string job_text(const Recipe& recipe);

/// package.json as npm gets it: what `step` leaves in of what `text` lists, as a private package without scripts.
/// `subject` names the file in errors; `wants` gets what is left in. Throws report::Error for what npm could
/// not read, or could take for an option or several lines.
std::string reduced_package(const std::string& text, const WebStep& step,
                            const std::string& subject, std::vector<Want>& wants);

} // namespace calpkg::web
