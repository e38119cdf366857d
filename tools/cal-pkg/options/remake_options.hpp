#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/layout/project.hpp"
#include "lib/reproduce/reproduce.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::cli {

/// The arguments that say where what published packages were made from is to be had: shared by reproduce and capsule.
/// Command line beats cal-pkg.yaml.
class RemakeOptions {
public:
    RemakeOptions();

    /// Declares --provenance, --checkouts, --from, --config, --venv, --lock, --wheelhouse, --web-apps; with
    /// `for_build`, where they are built again, also --runner and --python.
    void configure(CLI::App& app, bool for_build);
    /// After parsing: reads cal-pkg.yaml, when there is one. With a `capsule`, which has its own, what that says of
    /// sources, virtualenv and web apps does not count.
    void load(bool capsule = false);

    /// With what a site has added to it.
    const layout::Catalog& catalog() const { return catalog_; }
    const std::string& statement() const { return statement_; }
    /// The options on the command line that say where sources are, for messages: "--checkouts"; empty without any.
    std::string names_sources() const;
    /// The files and directories that are read beside what is published, the checkouts themselves among them; some
    /// need not be there. After loading.
    std::vector<std::filesystem::path> inputs() const;
    /// Notes about what was given on the command line of virtualenv and web apps, and is not needed to make `given` again where there
    /// are `parts`. Throws report::Error for what is not there.
    report::Findings unused(const reproduce::Given& given, const reproduce::Parts& parts) const;
    /// Throws report::Error for directories that are none.
    reproduce::Options options() const;

private:
    layout::Catalog catalog_;
    layout::Project project_;
    std::string statement_, checkouts_, from_, config_;
    reproduce::Parts parts_;
    reproduce::Parts on_command_line_; ///< of parts_
    bool for_build_ = false;
};

} // namespace calpkg::cli
