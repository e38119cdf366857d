#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/layout/project.hpp"
#include "lib/sources/fetch.hpp"

#include <CLI/App.hpp>

#include <optional>
#include <string>
#include <vector>

namespace calpkg::cli {

/// The line that `fetch` takes when none is given.
inline constexpr const char* kDefaultLine = "1.2";

/// Tells on standard error how fetching goes; on a terminal with git's progress.
sources::Observer fetch_observer();

/// Prints all but the last of what could not be had and throws that; nothing without errors.
void refuse_missing(const sources::Sources& sources);

/// Throws report::Error, with the place in cal-pkg.yaml, unless `name`, the value of its `key`, is among `known`.
void require_configured(const layout::Project& project, const std::string& key,
                        const std::string& name, const std::vector<std::string>& known);

/// The arguments that say which Calamari to fetch, and from where.
class LineOptions {
public:
    /// Declares --line and --from. `what_for` is what --line does in this command, for --help.
    void configure(CLI::App& app, const std::string& what_for);

    /// The line that was given, else cal-pkg.yaml's, else the one named `otherwise`, if any. Throws report::Error, also
    /// for --from without a line that is fetched.
    std::optional<layout::Line> line(const layout::Catalog& catalog, const layout::Project& project,
                                     const std::string& otherwise = {}) const;
    /// The mirror that was given, else cal-pkg.yaml's; empty: upstream. Throws report::Error for a
    /// directory that is none.
    std::string from(const layout::Project& project) const;

    /// Throws report::Error, about `subject`, unless `from` is a directory or an address, or empty.
    static void require_mirror(const std::string& from, const std::string& subject);

private:
    std::string line_;
    std::string from_;
};

} // namespace calpkg::cli
