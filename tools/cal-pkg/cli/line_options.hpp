#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/sources/fetch.hpp"

#include <CLI/App.hpp>

#include <optional>
#include <string>

namespace calpkg::cli {

/// The line that `fetch` takes when none is given.
inline constexpr const char* kDefaultLine = "1.2";

/// Tells on standard error how fetching goes; on a terminal with git's progress.
sources::Observer fetch_observer();

/// Prints all but the last of what could not be had and throws that; nothing without errors.
void refuse_missing(const sources::Sources& sources);

/// The arguments that say which Calamari to fetch, and from where.
class LineOptions {
public:
    /// Declares --line and --from. `what_for` is what --line does in this command, for --help.
    void configure(CLI::App& app, const std::string& what_for);

    /// The line that was given, if any. Throws report::Error, also for --from without a line that is fetched.
    std::optional<layout::Line> line(const layout::Catalog& catalog) const;
    const std::string& from() const { return from_; }

private:
    std::string line_;
    std::string from_;
};

} // namespace calpkg::cli
