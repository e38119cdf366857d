#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/cli/progress_events.hpp"
#include "cal-pkg/commands/package/build_output.hpp"
#include "cal-pkg/options/build_options.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "cal-pkg/options/repository_options.hpp"
#include "cal-pkg/options/sign_options.hpp"
#include "lib/rpmbuild/build.hpp"

#include <iosfwd>
#include <optional>
#include <utility>

namespace calpkg::commands {

/// `cal-pkg build COMPONENT…`: builds some components; what others published stays.
class Build : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

protected:
    /// Arguments that build and build-all share.
    void configure_common(CLI::App& app);
    int build(const std::vector<std::string>& components, bool replace_all,
              const cli::Inputs::LeftOut& left_out = {});
    /// Has build() hand the source packages to this engine, too.
    void submit_to(engine::Options engine) { engine_ = std::move(engine); }
    bool json() const { return json_; }

    cli::Inputs inputs_;

private:
    using Venv = cli::Inputs::Venv;

    /// Gives each of `builds` its checked plans, also held against what is published, or notes why it has none. Throws
    /// report::Error when none has.
    void make_plans(const std::vector<TargetBuild*>& builds,
                    const std::vector<std::string>& components, Venv venv);
    void make_parts(std::vector<TargetBuild>& builds, const std::vector<std::string>& components);
    std::ostream& words() const;
    void tell(const char* event, const nlohmann::ordered_json& content);
    int build_told(const std::vector<std::string>& components, bool replace_all,
                   const cli::Inputs::LeftOut& left_out);
    void print(const std::vector<TargetBuild>& builds) const;
    rpmbuild::Options options(const std::optional<repo::Signing>& signing, bool replace_all,
                              const cli::Inputs::LeftOut& left_out) const;

    std::vector<std::string> components_;
    std::optional<engine::Options> engine_;
    cli::BuildOptions how_;
    cli::RepositoryOptions repository_;
    cli::SignOptions sign_;
    std::string runner_text_;
    std::optional<rpmbuild::Runner> runner_; ///< none: rpmbuild runs here
    bool json_ = false;
    std::string progress_to_;
    std::optional<cli::ProgressEvents> events_;
    bool timings_wanted_ = false;
    report::Timings timings_; ///< from the start of the program, of all targets
};

/// `cal-pkg build-all`: builds every component, or those of --only; nothing of earlier builds stays.
class BuildAll : public Build {
public:
    void configure(CLI::App& app) override;
    int run() override;

protected:
    /// After inputs_ has been loaded.
    int build_wanted();

private:
    std::vector<std::string> only_;
};

} // namespace calpkg::commands
