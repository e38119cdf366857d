#pragma once

#include "lib/process/runner.hpp"

#include <filesystem>
#include <string>

namespace calpkg::rpmbuild {

/// An rpmbuild that is not this system's: in a container, another root, on another machine. Whoever runs it shows it a
/// directory, {topdir}, at the same path, and lets it write there.
class Runner {
public:
    /// Reads a template, see process::Runner, and asks its rpmbuild for its version and for its macros. Throws
    /// report::Error for a mistake in the template, and when it does not answer. `option` is what errors call it.
    Runner(const std::string& text, const std::string& option);

    /// Of its rpmbuild.
    const std::string& version() const { return version_; }
    /// Where its rpmbuild has `macros` and `rpmrc`, as it sees that.
    const std::filesystem::path& config() const { return config_; }
    /// Runs `rpmbuild`, an rpmbuild_command() for `topdir`, there, by a script in `topdir`. Its log is kept, too.
    process::Result run(const process::Command& rpmbuild,
                        const std::filesystem::path& topdir) const;

private:
    process::Runner runner_;
    std::string version_;
    std::filesystem::path config_;
};

} // namespace calpkg::rpmbuild
