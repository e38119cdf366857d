#pragma once

#include "lib/layout/project.hpp"
#include "lib/layout/target.hpp"
#include "lib/repo/signing.hpp"

#include <CLI/App.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::cli {

/// The options that say what signs: --sign, --passphrase-file, --passphrase-fd and --unsigned; for repositories --baseurl,
/// too. Command line beats cal-pkg.yaml.
class SignOptions {
public:
    /// In the group `group` of --help.
    void configure_key(CLI::App& app, const char* group);
    void configure(CLI::App& app);

    /// What signs the published directories of `targets`, one for each; nothing when nobody has named a key, or with
    /// --unsigned. The key has been found, the rpm of each target checks it, and it can sign. Throws report::Error otherwise.
    std::vector<std::optional<repo::Signing>> signing(
        const layout::Project& project, const std::vector<layout::Target>& targets) const;
    /// The same for a single package; without a target any key will do.
    std::optional<repo::Signing> signing_of_package(
        const layout::Project& project, const std::optional<layout::Target>& target) const;
    bool gives_up() const { return unsigned_; } ///< --unsigned
    /// Whether something is to be signed.
    bool names_key(const layout::ProjectSigning& project = {}) const {
        return !unsigned_ && !(key_.empty() && project.key.empty());
    }

private:
    /// For each target; without one, for any.
    std::vector<repo::Signing> with_key(const layout::ProjectSigning& project,
                                        const std::vector<layout::Target>& targets) const;
    std::optional<std::string> passphrase(const layout::ProjectSigning& project) const;
    void refuse_without_key() const;

    std::string key_;
    std::string passphrase_file_;
    std::optional<int> passphrase_fd_;
    std::string baseurl_;
    bool unsigned_ = false;
};

} // namespace calpkg::cli
