#include "lib/compare/plans/commit.hpp"

#include "lib/checkout/run_git.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <utility>

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
        {"rev-parse", "--verify", "--quiet", "--end-of-options", name.commit + "^{commit}"},
        checkout::trusted_by_environment());
    if (!result.ok())
        throw report::Error(name.checkout.string(), "has no commit " + name.commit,
                            "name a tag, a branch or a hash that 'git log --all' shows there");
    return result.out.substr(0, result.out.find('\n'));
}

/// Makes the repository `top`, which reads the objects of the checkout's and has its tags. Not by 'git clone': the git that it starts
/// on the other side does not know whose checkouts the user trusts.
void borrow(const CommitName& name, const std::filesystem::path& top,
            const checkout::Settings& trusted) {
    const auto asked = [&](const checkout::Arguments& arguments) {
        process::Result result = checkout::run_git(name.checkout, arguments, trusted);
        require(result, name);
        return std::move(result.out);
    };
    const auto line = [&](const checkout::Arguments& arguments) {
        const std::string text = asked(arguments);
        return text.substr(0, text.find('\n'));
    };
    fs::make_directories(top);
    require(checkout::run_fetching_git(
                top,
                {"init", "--quiet",
                 "--template=", "--object-format=" + line({"rev-parse", "--show-object-format"})},
                trusted, {}),
            name);
    const auto of_repository = [&](const char* path) {
        return std::filesystem::canonical(name.checkout) / line({"rev-parse", "--git-path", path});
    };
    fs::make_directories(top / ".git/objects/info");
    fs::write_file(top / ".git/objects/info/alternates", of_repository("objects").string() + "\n");
    fs::write_file(top / ".git/packed-refs",
                   asked({"for-each-ref", "--format=%(objectname) %(refname)", "refs/tags"}));
    if (fs::is_there(of_repository("shallow")))
        fs::write_file(top / ".git/shallow", fs::read_file(of_repository("shallow")));
}

/// git takes a commit out without the files whose content the repository lacks, and calls that success.
void require_whole(const CommitName& name, const std::filesystem::path& top,
                   const checkout::Settings& trusted) {
    const process::Result result = checkout::run_git(top, {"ls-files", "--deleted", "-z"}, trusted);
    require(result, name);
    const std::vector<std::string> missing = checkout::split_nul(result.out);
    if (!missing.empty())
        throw report::Error(
            name.checkout.string() + "@" + name.commit,
            "cannot be taken out of the repository, which lacks the content of " + missing.front(),
            "see what 'git fsck' says there, and take a whole clone");
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
    borrow(name, path(), trusted);
    require(checkout::run_fetching_git(path(), {"checkout", "--quiet", "--detach", commit},
                                       checkout::without_filters(path(), trusted), {}),
            name);
    require_whole(name, path(), trusted);
}

} // namespace calpkg::compare
