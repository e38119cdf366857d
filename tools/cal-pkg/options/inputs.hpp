#pragma once

#include "cal-pkg/options/given_web_apps.hpp"
#include "cal-pkg/options/line_options.hpp"
#include "cal-pkg/options/unused_options.hpp"
#include "cal-pkg/options/venv_options.hpp"
#include "cal-pkg/options/web_options.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/layout/project.hpp"
#include "lib/plan/make.hpp"

#include <CLI/App.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::cli {

/// The target of who names none.
inline constexpr const char* kDefaultTarget = "el7";

/// Of --web-apps, beside paths.
inline constexpr const char *kBuildApps = "build", *kCheckoutApps = "checkout";

/// The project file `config`, or cal-pkg.yaml of the working directory if that is empty and there is one.
layout::Project read_project(const std::string& config);

/// What --rpmbuild-runner says, `given`, or else the project; empty for this system's own rpmbuild.
std::string rpmbuild_runner(const layout::Project& project, const std::string& given);

/// The arguments that say what to build from what: shared by plan, dist, stage, build, build-all and what makes
/// virtualenvs and web apps. Command line beats cal-pkg.yaml beats defaults.
class Inputs {
public:
    Inputs();

    /// Declares --checkouts, one --<component> DIR each, --line, --from, --config, --version-of, --allow-dirty; with
    /// `for_packages` also --set, --target, --venv, --keep-venv, --web-apps, --accept and --no-srpm.
    void configure(CLI::App& app, bool for_packages);
    /// Lets --target, and `targets` of cal-pkg.yaml, name several; before configure().
    void allow_targets() { several_targets_ = true; }
    /// Names them otherwise than with --target, which then may not be given; after parsing, before load().
    void name_targets(const std::string& targets);
    /// Declares --target.
    void configure_target(CLI::App& app);
    /// Declares what says how a virtualenv is made; configure() does so with `for_packages`.
    void configure_venv(CLI::App& app, bool for_build);
    /// After parsing: reads cal-pkg.yaml, when there is one.
    void load();
    /// With a line: fetches the checkouts of `components` that nobody named into the cache, and what their virtualenv
    /// needs and no index has when one is to be made (always with `for_venv`). They are held while this object lives.
    void fetch(const std::vector<std::string>& components, bool for_venv = false);

    /// Notes about what was given on the command line and `components` do not use. Throws report::Error
    /// for what is not there, and for a name that is not a component's.
    report::Findings unused(const std::vector<std::string>& components) const;

    const layout::Catalog& catalog() const { return catalog_; }
    /// The targets to build for, one at least; one alone without allow_targets().
    const std::vector<layout::Target>& targets() const { return targets_; }
    /// The first of them; of a command without --target, the one that cal-pkg.yaml names first, or the default.
    layout::Target target() const;

    /// What becomes of a virtualenv, or web apps, that are to be made: `plan` only looks whether there is one in the cache.
    enum class Venv { look_up, build };
    /// Requests for `components`, checked against the catalog; duplicates count once. A component whose
    /// checkout nobody named is an error that says where it was looked for. A virtualenv that is to be
    /// taken out of a package is unpacked into a private directory that lives as long as this object.
    std::vector<plan::Request> requests(const std::vector<std::string>& components,
                                        const layout::Target& target, Venv venv);
    /// The same without virtualenvs.
    std::vector<plan::Request> requests(const std::vector<std::string>& components) const;
    /// The request for one component, without a virtualenv.
    plan::Request request(const std::string& component) const;
    venv::Options venv_options(const layout::Target& target) const;
    /// The same for target().
    venv::Options venv_options() const { return venv_options(target()); }
    /// cal-pkg.yaml's content.
    const layout::Project& project() const { return project_; }
    /// Components that are not built, and why.
    using LeftOut = std::map<std::string, report::Finding>;
    /// Every component, but for those of which something that is made for them is not there.
    std::vector<std::string> all(LeftOut& left_out) const;
    /// The components that have a checkout, and those of `all` that need none; nothing when no checkout is there.
    std::vector<std::string> found(LeftOut& left_out) const;

    /// --out, else cal-pkg.yaml's, else "dist-rpm".
    std::filesystem::path out(const std::string& given) const;
    unsigned jobs(unsigned given) const;
    /// cal-pkg.yaml's keep, 0 if it says nothing.
    unsigned keep() const { return project_.keep; }

private:
    void configure_packages(CLI::App& app);
    void set(const std::string& name, const std::string& value, const std::string& where);
    void check_checkouts() const;
    std::optional<std::filesystem::path> checkout_of(const std::string& component) const;
    void check_component(const std::string& component) const;
    bool makes_venv() const;
    std::string configured_at() const;
    void require_configured_target(const std::string& name) const;
    void read_targets();
    void refuse_for_several() const;
    void add_unused_parts(const std::vector<std::string>& components, UnusedOptions& unused) const;
    void add_venv(plan::Request& request, const layout::Target& target, Venv venv);
    void make_venv(plan::Request& request, const layout::Target& target, Venv venv);
    void take_venv(plan::Request& request, const venv::Built& built);
    void add_web_apps(plan::Request& request, const layout::Target& target, Venv venv);
    void make_web_apps(plan::Request& request, const layout::Target& target, Venv venv);
    std::filesystem::path given_venv(const std::string& component);
    std::optional<std::string> version_of(const std::string& component) const;

    layout::Catalog catalog_;
    layout::Project project_;
    std::string config_;
    std::string checkouts_;
    std::map<std::string, std::string> given_;
    bool for_packages_ = false;
    bool for_target_ = false;
    bool several_targets_ = false;
    std::string target_; ///< as it was given
    std::vector<layout::Target> targets_;
    std::string venv_;
    VenvOptions venv_options_;
    LineOptions line_options_;
    std::optional<layout::Line> line_;
    sources::Sources fetched_;
    bool keep_venv_ = false;
    std::string web_apps_;
    WebOptions web_options_;
    GivenWebAppsReader given_web_apps_;
    std::vector<std::shared_ptr<const venv::CacheEntry>> built_web_apps_; ///< held while in use
    std::vector<std::string> accept_;
    std::unique_ptr<fs::TempDir> unpacked_venv_;
    std::vector<std::shared_ptr<const venv::CacheEntry>> built_venvs_; ///< held while in use
    std::vector<std::string> versions_;
    std::vector<std::string> set_;
    std::map<std::string, std::map<std::string, std::string>> settings_; ///< by component
    bool allow_dirty_ = false;
    bool no_srpm_ = false;
};

} // namespace calpkg::cli
