#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/layout/project.hpp"
#include "lib/plan/make.hpp"

#include <CLI/App.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::cli {

/// The arguments that say what to build from what: shared by plan, dist, stage, build and build-all.
/// Command line beats cal-pkg.yaml beats defaults.
class Inputs {
public:
    Inputs();

    /// Declares --checkouts, one --<component> DIR each, --config, --version-of, --allow-dirty; with
    /// `for_packages` also --target, --venv and --no-srpm.
    void configure(CLI::App& app, bool for_packages);
    /// After parsing: reads cal-pkg.yaml, when there is one.
    void load();

    const layout::Catalog& catalog() const { return catalog_; }
    layout::Target target() const;

    /// Requests for `components`, checked against the catalog; duplicates count once. A component whose
    /// checkout nobody named is an error that says where it was looked for.
    std::vector<plan::Request> requests(const std::vector<std::string>& components) const;
    /// The components that have a checkout.
    std::vector<std::string> found() const;

    /// --out, else cal-pkg.yaml's, else "dist-rpm".
    std::filesystem::path out(const std::string& given) const;
    unsigned jobs(unsigned given) const;

private:
    void check_checkouts() const;
    std::optional<std::filesystem::path> checkout_of(const std::string& component) const;
    plan::Request request_for(const std::string& component) const;
    std::optional<std::string> version_of(const std::string& component) const;

    layout::Catalog catalog_;
    layout::Project project_;
    std::string config_;
    std::string checkouts_;
    std::map<std::string, std::string> given_;
    std::string target_;
    std::string venv_;
    std::vector<std::string> versions_;
    bool allow_dirty_ = false;
    bool no_srpm_ = false;
};

} // namespace calpkg::cli
