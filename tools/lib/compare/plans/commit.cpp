#include "lib/compare/plans/commit.hpp"

#include "lib/checkout/run_git.hpp"
#include "lib/report/error.hpp"

namespace calpkg::compare {

namespace {

void require(const process::Result& result, const CommitName& name) {
    if (!result.ok())
        throw report::Error(
            name.checkout.string() + "@" + name.commit,
            "cannot be taken out of the repository (git: " + checkout::git_words(result) + ")",
            "see what 'git fsck' says there");
}

/// The whole hash.
std::string resolved(const CommitName& name) {
    const process::Result result = checkout::run_git(
        name.checkout,
        {"rev-parse", "--verify", "--quiet", "--end-of-options", name.commit + "^{commit}"});
    if (!result.ok())
        throw report::Error(name.checkout.string(), "has no commit " + name.commit,
                            "name a tag, a branch or a hash that 'git log --all' shows there");
    return result.out.substr(0, result.out.find('\n'));
}

} // namespace

std::optional<CommitName> commit_name(const std::string& given) {
    const std::size_t at = given.rfind('@');
    if (at == std::string::npos || at == 0 || std::filesystem::exists(given)) return {};
    CommitName name{given.substr(0, at), given.substr(at + 1)};
    if (name.commit.empty() || !std::filesystem::exists(name.checkout / ".git")) return {};
    return name;
}

CommitTree::CommitTree(const CommitName& name)
    : holder_(fs::system_temp_directory(), "cal-pkg-commit-") {
    const std::string commit = resolved(name);
    const checkout::Settings trusted = checkout::trusted_by_environment();
    require(checkout::run_fetching_git(
                holder_.path(),
                {"clone", "--quiet", "--shared", "--no-checkout", "--",
                 std::filesystem::canonical(name.checkout).string(), path().string()},
                trusted, {}),
            name);
    require(checkout::run_fetching_git(path(), {"checkout", "--quiet", "--detach", commit},
                                       checkout::without_filters(path(), trusted), {}),
            name);
}

} // namespace calpkg::compare
