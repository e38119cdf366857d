#include "lib/checkout/ways_out.hpp"

#include "lib/fs/file.hpp"

#include <fmt/format.h>

#include <sstream>
#include <vector>

namespace calpkg::checkout {

namespace {

std::string output_of(const std::filesystem::path& top, const Arguments& arguments,
                      const Settings& settings) {
    std::string text = run_git(top, arguments, settings).out;
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

/// The remote that git takes when it is told none, or another one; empty when there is none.
std::string remote_of(const std::filesystem::path& top, const Settings& settings) {
    std::istringstream lines(output_of(top, {"remote"}, settings));
    std::string first;
    for (std::string name; std::getline(lines, name);) {
        if (name == "origin") return name;
        if (first.empty()) first = name;
    }
    return first;
}

/// Whether `url` is of this machine and leads nowhere.
bool is_gone(const std::filesystem::path& top, std::string url) {
    constexpr std::string_view scheme = "file://";
    if (url.starts_with(scheme)) url.erase(0, scheme.size());
    if (!url.starts_with('/') && !url.starts_with('.')) return false;
    std::error_code ignored;
    return !std::filesystem::exists(top / url, ignored);
}

/// Object directories that a checkout borrows from and that are not there.
std::vector<std::string> lost_alternates(const std::filesystem::path& top,
                                         const Settings& settings) {
    const std::filesystem::path list =
        top / output_of(top, {"rev-parse", "--git-path", "objects/info/alternates"}, settings);
    std::error_code ignored;
    if (!std::filesystem::exists(list, ignored)) return {};
    std::vector<std::string> lost;
    std::istringstream lines(fs::read_file(list));
    for (std::string line; std::getline(lines, line);)
        // A relative one is meant from the object directory.
        if (!line.empty() && line.front() != '#' &&
            !std::filesystem::exists(list.parent_path().parent_path() / line, ignored))
            lost.push_back(line);
    return lost;
}

/// Whether objects are there that git cannot read, after a crash as a rule.
bool is_damaged(const process::Result& result) {
    return result.err.find("corrupt") != std::string::npos ||
           result.err.find("is empty") != std::string::npos;
}

/// The command that clones a checkout's origin anew, beside it. Its address stays out of messages: it may hold a
/// password.
std::string clone_line(const std::filesystem::path& top) {
    return fmt::format("git clone \"$({})\" {}", git_line(top, "remote get-url origin"),
                       process::shell_quote(top.string() + ".new"));
}

bool is_partial(const std::filesystem::path& top, const Settings& settings) {
    return run_git(top, {"config", "--get-regexp", R"(^remote\..*\.promisor$)"}, settings).ok();
}

/// The error for a ".git" file that names a git directory which is not there.
report::Error lost_git_directory(const std::filesystem::path& top, const std::string& words) {
    const std::string gone = words.substr(words.find(": ") + 2);
    const std::string reason =
        fmt::format("its git directory {} is not there: moved, or not in this container", gone);
    if (gone.find("/worktrees/") != gone.npos)
        return {top.string(), reason,
                fmt::format("run 'git worktree repair {}' in the repository that it is a work tree "
                            "of, or build from that one",
                            process::shell_quote(std::filesystem::absolute(top).string()))};
    return {top.string(), reason, "bring it back, or clone the repository itself"};
}

} // namespace

std::string git_line(const std::filesystem::path& top, const std::string& arguments) {
    return fmt::format("git -C {} {}", process::shell_quote(top.string()), arguments);
}

std::string fetch_line(const std::filesystem::path& top, const std::string& options,
                       const Settings& settings) {
    const std::string remote = remote_of(top, settings);
    const std::string url =
        output_of(top, {"config", "--get", "remote." + remote + ".url"}, settings);
    if (remote.empty() || is_gone(top, url)) return {};
    const std::string named = remote == "origin" ? "" : " " + process::shell_quote(remote);
    return git_line(top, "fetch " + options + named);
}

std::string annotate_line(const std::filesystem::path& top, const std::string& tag) {
    const std::string name = process::shell_quote(tag);
    return git_line(top, fmt::format("tag -a -f -m {0} {0} {0}^0", name));
}

bool is_distrusted(const process::Result& result) {
    const std::string words = git_words(result);
    return words.starts_with("detected dubious ownership") ||
           words.starts_with("unsafe repository");
}

report::Error no_checkout(const std::filesystem::path& top, const process::Result& result) {
    const std::string subject = top.string();
    const std::string words = git_words(result);
    if (is_distrusted(result)) {
        // git names the directory whose owner it dislikes, which need not be `top`.
        const auto begin = words.find('\''), end = words.rfind('\'');
        const std::string path = begin < end ? words.substr(begin + 1, end - begin - 1) : subject;
        return {subject, "git refuses to read what belongs to another user: " + words,
                fmt::format("if you trust it, run 'git config --global --add safe.directory {}'",
                            process::shell_quote(path))};
    }
    if (words.starts_with("not a git repository: ")) return lost_git_directory(top, words);
    if (words.starts_with("not a git repository"))
        return {subject, "not a git checkout (git: " + words + ")",
                "get it with 'git clone': its tags are where the version comes from"};
    return {subject, "git cannot read it: " + words};
}

report::Error hidden_file(const Git& git, const TrackedFile& file) {
    const std::string subject = (git.top() / file.path).string();
    std::string sparse;
    if (file.skip_worktree &&
        git.try_output({"config", "--type=bool", "--get", "core.sparseCheckout"}, sparse) &&
        sparse == "true")
        return {subject, "is left out by a sparse checkout",
                fmt::format("run '{}'", git_line(git.top(), "sparse-checkout disable"))};
    const char* mark = file.skip_worktree ? "skip-worktree" : "assume-unchanged";
    return {
        subject,
        fmt::format("is marked {}, so that git does not tell whether it is the commit's", mark),
        fmt::format("run '{}'", git_line(git.top(), fmt::format("update-index --no-{} -- {}", mark,
                                                                process::shell_word(file.path))))};
}

report::Error git_failure(const std::filesystem::path& top, const Arguments& arguments,
                          const process::Result& result, const Settings& settings) {
    std::string reason = fmt::format("git {} failed: {}", arguments.front(), git_words(result));
    if (is_partial(top, settings))
        return {top.string(), reason + " (a partial clone, and nothing is fetched meanwhile)",
                fmt::format("run '{}', which fetches what is missing", git_line(top, "status"))};
    const std::vector<std::string> lost = lost_alternates(top, settings);
    for (const std::string& directory : lost)
        reason += fmt::format("; it borrows objects from {}, which is gone", directory);
    const std::string fetch = fetch_line(top, "--refetch --tags", settings);
    // git does not replace an object that it has, even if it cannot read it.
    if (!fetch.empty() && is_damaged(result))
        return {top.string(), reason, fmt::format("run '{}' and build from that", clone_line(top))};
    if (!fetch.empty())
        return {top.string(), reason,
                fmt::format("run '{}', which fetches what is missing, or clone it again", fetch)};
    return {top.string(), reason,
            lost.empty() ? "clone it again" : "bring that back, or clone it again"};
}

} // namespace calpkg::checkout
