#pragma once

#include "cal-pkg/commands/egg/package_signing.hpp"
#include "lib/egg/diff.hpp"
#include "lib/egg/locate.hpp"
#include "lib/egg/patch/package_patch.hpp"
#include "lib/egg/patch/request.hpp"
#include "lib/report/error.hpp"
#include "lib/report/finding.hpp"

#include <CLI/App.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::commands {

/// Writes what `egg patch` and `egg edit` change: in the egg's place, elsewhere or as a new RPM, by the options that
/// both have for it.
class EggChange {
public:
    void configure(CLI::App& app);
    /// Throws report::Error for what is wrong with the options in themselves.
    void check_options() const;
    /// Throws report::Error for options that `location`, which was given as `given`, has no use for, or needs and has
    /// not.
    void check(const egg::EggLocation& location, const std::string& given) const;
    /// Throws report::Error where an egg that is to be changed in place may not be, or --output says a place where no
    /// egg can be written. Waits for another cal-pkg.
    void check_writable(const egg::EggLocation& location) const;

    /// The options that were given, quoted for a shell, each with a space before it.
    std::string words() const;

    /// What new content of a member would mean.
    struct Preview {
        std::vector<egg::Difference> differences; ///< in that member
        report::Findings findings;                ///< what `egg check` would say of it
        std::optional<report::Error> refusal;     ///< why run() would not write it
    };
    Preview preview(const egg::EggLocation& location, const egg::Egg& before,
                    const std::string& member, const std::string& content) const;

    struct Telling {
        bool json = false;
        bool differences = true; ///< prints them
        std::function<void(const egg::Egg&)> look =
            {}; ///< gets the egg that is changed, locked; may throw
    };
    /// Changes the egg, or makes the copy or package, and prints what was done. Throws report::Error; nothing is
    /// changed then.
    void run(const egg::EggLocation& location, const egg::Request& wanted,
             const Telling& telling) const;

private:
    void change_egg(const egg::EggLocation& location, const egg::Request& wanted,
                    const Telling& telling) const;
    void change_package(const egg::EggLocation& location, const egg::Request& wanted,
                        const Telling& telling) const;
    egg::PackageOutput package_output(const egg::Request& wanted) const;

    std::vector<const CLI::Option*> options_; ///< that configure() has added
    std::vector<std::string> accept_;
    std::string output_;
    bool no_backup_ = false;
    std::string release_;
    std::vector<std::string> changelog_;
    PackageSigning signing_;
};

} // namespace calpkg::commands
