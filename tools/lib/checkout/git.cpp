#include "lib/checkout/git.hpp"

#include "lib/hash/digest.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <set>
#include <string_view>
#include <sys/stat.h>

namespace calpkg::checkout {

namespace {

using Arguments = std::vector<std::string>;

/// The user's own environment and configuration (safe.directory) hold, but no attributes of the
/// machine's; what reaches out of the repository does not: no network, no lazy fetch, no replaced
/// objects, no grafted history, no index update.
process::Environment git_environment() {
    process::Environment env = process::plain_environment();
    env.insert(env.end(), {{"GIT_OPTIONAL_LOCKS", "0"},
                           {"GIT_NO_REPLACE_OBJECTS", "1"},
                           {"GIT_NO_LAZY_FETCH", "1"},
                           {"GIT_ALLOW_PROTOCOL", "none"},
                           {"GIT_ATTR_NOSYSTEM", "1"},
                           {"GIT_GRAFT_FILE", "/dev/null"},
                           {"GIT_TERMINAL_PROMPT", "0"}});
    // Under sudo git lets root read what the calling user owns.
    if (const char* uid = std::getenv("SUDO_UID")) env.emplace_back("SUDO_UID", uid);
    return env;
}

process::Result run_git(const std::filesystem::path& top, const Arguments& arguments,
                        const process::Environment& more = {}) {
    process::Command command;
    command.argv = {"git", "--no-pager",
                    "-c",  "core.fsmonitor=false",
                    "-c",  "core.hooksPath=/dev/null",
                    "-c",  "core.quotepath=false"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.cwd = top;
    command.env = git_environment();
    command.env.insert(command.env.end(), more.begin(), more.end());
    return process::run(command);
}

std::string without_trailing_newline(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

/// What git complained about, in one line.
std::string git_words(const process::Result& result) {
    std::string_view text = result.err;
    if (const auto fatal = text.find("fatal: "); fatal != text.npos) text.remove_prefix(fatal + 7);
    text = text.substr(0, text.find('\n'));
    return text.empty() ? result.ending() : std::string(text);
}

report::Error git_failure(const std::filesystem::path& top, const Arguments& arguments,
                          const process::Result& result) {
    return {top.string(), fmt::format("git {} failed: {}", arguments.front(), git_words(result))};
}

/// The error for a directory that git does not take for a work tree of its own.
report::Error no_checkout(const std::filesystem::path& top, const process::Result& result) {
    const std::string subject = top.string();
    const std::string words = git_words(result);
    if (words.starts_with("detected dubious ownership") || words.starts_with("unsafe repository")) {
        // git names the directory whose owner it dislikes, which need not be `top`.
        const auto begin = words.find('\''), end = words.rfind('\'');
        const std::string path = begin < end ? words.substr(begin + 1, end - begin - 1) : subject;
        return {subject, "git refuses to read what belongs to another user: " + words,
                fmt::format("if you trust it, run 'git config --global --add safe.directory {}'",
                            process::shell_quote(path))};
    }
    if (words.starts_with("not a git repository"))
        return {subject, "not a git checkout (git: " + words + ")",
                "get it with 'git clone': its tags are where the version comes from"};
    return {subject, "git cannot read it: " + words};
}

/// Pieces of NUL-terminated output.
std::vector<std::string> split_nul(const std::string& text) {
    std::vector<std::string> pieces;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\0', begin), text.size());
        pieces.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return pieces;
}

template <typename Number>
bool parse_number(std::string_view text, Number& number, int base = 10) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc() && end == text.data() + text.size();
}

/// "TAG MODE HASH STAGE<TAB>PATH", a record of `git ls-files --stage -v`: TAG is a small letter for
/// assume-unchanged, "S" for skip-worktree.
TrackedFile tracked_file(const std::filesystem::path& top, const std::string& record) {
    const std::size_t tab = record.find('\t');
    TrackedFile file;
    const std::string_view fields = std::string_view(record).substr(0, tab);
    const std::size_t hash = fields.find(' ', 2) + 1;
    if (tab == record.npos || tab < hash + 2 ||
        !parse_number(fields.substr(2, hash - 3), file.mode, 8))
        throw report::Error(top.string(), "git ls-files printed something unexpected: " + record,
                            "please report it, with what 'git --version' says");
    file.object = fields.substr(hash, fields.size() - 2 - hash);
    file.path = record.substr(tab + 1);
    file.hidden = record.front() == 'S' || record.front() == 's' || record.front() == 'h';
    if (record[tab - 1] != '0')
        throw report::Error(top.string(),
                            fmt::format("'{}' is in the middle of a merge", file.path),
                            "finish the merge or run 'git merge --abort'");
    return file;
}

/// The name that a setting of a filter belongs to: "filter.NAME" of "filter.NAME.clean".
std::string driver_of(const std::string& key) { return key.substr(0, key.rfind('.')); }

/// Whose filters are meant.
enum class Filters { of_the_repository, all };

/// Settings that switch off filters which configuration defines: git would run them. Those of the
/// user's or the system's may stay.
process::Environment without_filters(const std::filesystem::path& top, Filters which) {
    const process::Result result = run_git(
        top, {"config", "--null", "--show-scope", "--get-regexp", R"(^filter\..*\.[^.]*$)"});
    const std::vector<std::string> pieces = split_nul(result.out);
    std::set<std::string> drivers;
    for (std::size_t i = 0; i + 1 < pieces.size(); i += 2)
        if (which == Filters::all || pieces[i] == "local" || pieces[i] == "worktree")
            drivers.insert(driver_of(pieces[i + 1].substr(0, pieces[i + 1].find('\n'))));
    process::Environment env;
    int count = 0;
    const auto set = [&](const std::string& key, const char* value) {
        env.emplace_back(fmt::format("GIT_CONFIG_KEY_{}", count), key);
        env.emplace_back(fmt::format("GIT_CONFIG_VALUE_{}", count), value);
        ++count;
    };
    for (const std::string& driver : drivers) {
        for (const char* program : {".clean", ".smudge", ".process"}) set(driver + program, "");
        set(driver + ".required", "false");
    }
    env.emplace_back("GIT_CONFIG_COUNT", std::to_string(count));
    return env;
}

/// Kind and content of what stands at `path` now, fit for a digest.
std::string content_identity(const std::filesystem::path& path) {
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0) return "absent";
    if (S_ISLNK(status.st_mode)) return "link " + std::filesystem::read_symlink(path).string();
    if (S_ISREG(status.st_mode))
        return fmt::format("{} {}", (status.st_mode & S_IXUSR) != 0 ? "program" : "file",
                           hash::sha256_file(path));
    return "other";
}

} // namespace

Git::Git(std::filesystem::path top) : top_(std::move(top)) {
    const std::string subject = top_.string();
    std::error_code ignored;
    if (!std::filesystem::is_directory(top_, ignored))
        throw report::Error(subject, "no such directory", "give the path of a git checkout");
    const process::Result result = run_git(
        top_, {"rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix"});
    if (!result.ok()) throw no_checkout(top_, result);
    const bool inside = result.out.starts_with("true\n");
    const std::size_t second = result.out.find('\n') + 1;
    const std::size_t third = result.out.find('\n', second) + 1;
    if (!inside)
        throw report::Error(subject, "a bare repository or git's own directory, not a work tree",
                            "give the path of a checkout ('git clone' makes one)");
    if (result.out.compare(third, std::string::npos, "\n") != 0)
        throw report::Error(subject,
                            fmt::format("not a git checkout itself, but a folder of {}",
                                        output({"rev-parse", "--show-toplevel"})),
                            "give the top of a checkout");
    shallow_ = result.out.compare(second, 5, "true\n") == 0;
}

Commit Git::head() const {
    const Arguments arguments = {
        "rev-list", "-1", "--encoding=UTF-8", "--format=%H%x00%ct%x00%an <%ae>%x00%s",
        "HEAD",     "--"};
    const process::Result result = run_git(top_, arguments);
    const std::string subject = top_.string();
    std::string ignored;
    if (!result.ok() && !try_output({"rev-parse", "--quiet", "--verify", "HEAD"}, ignored))
        throw report::Error(subject, "has no commit yet",
                            "commit something, or check out a branch");
    if (!result.ok()) throw git_failure(top_, arguments, result);

    // "commit HASH\n" comes before the format.
    const std::string line = without_trailing_newline(result.out);
    const std::vector<std::string> fields = split_nul(line.substr(line.find('\n') + 1) + '\0');
    Commit commit;
    if (fields.size() != 4 || !parse_number(fields[1], commit.time) || commit.time <= 0 ||
        commit.time > std::numeric_limits<std::uint32_t>::max())
        throw report::Error(subject, "its commit has no usable date (git rev-list: " + line + ")",
                            "commit again with a date after 1970");
    commit.hash = fields[0];
    commit.author = fields[2];
    commit.subject = fields[3];
    return commit;
}

const std::vector<TrackedFile>& Git::tracked_files() const& {
    if (tracked_) return *tracked_;
    std::vector<TrackedFile> files;
    for (const std::string& record : split_nul(output({"ls-files", "--stage", "-v", "-z"})))
        files.push_back(tracked_file(top_, record));
    std::ranges::sort(files, {}, &TrackedFile::path);
    return tracked_.emplace(std::move(files));
}

std::vector<std::string> Git::modified_files() const {
    const Arguments arguments = {
        "status",      "--porcelain=v1", "-z", "--untracked-files=no", "--ignore-submodules=dirty",
        "--no-renames"};
    const process::Result result =
        run_git(top_, arguments, without_filters(top_, Filters::of_the_repository));
    if (!result.ok()) throw git_failure(top_, arguments, result);
    std::vector<std::string> files;
    for (const std::string& record : split_nul(result.out))
        files.push_back(record.substr(3)); // "XY path"
    std::ranges::sort(files);
    return files;
}

std::string Git::change_digest(const std::vector<std::string>& modified) const {
    hash::Sha256 digest;
    for (const std::string& path : modified) {
        const std::string item = path + '\0' + content_identity(top_ / path) + '\0';
        digest.update(item.data(), item.size());
    }
    return digest.finish();
}

std::optional<std::string> Git::plain_content(const TrackedFile& file) const {
    // No option of git's leaves this file's attributes out.
    const std::string own = output({"rev-parse", "--git-path", "info/attributes"});
    if (std::filesystem::exists(top_ / own)) return std::nullopt;
    const process::Result result = run_git(
        top_,
        {"-c", "core.autocrlf=false", "-c", "core.eol=lf", "-c", "core.attributesFile=/dev/null",
         "cat-file", "--filters", "--path=" + file.path, file.object},
        without_filters(top_, Filters::all));
    if (!result.ok()) return std::nullopt;
    return result.out;
}

std::string Git::output(const Arguments& arguments) const {
    const process::Result result = run_git(top_, arguments);
    if (!result.ok()) throw git_failure(top_, arguments, result);
    return without_trailing_newline(result.out);
}

bool Git::try_output(const Arguments& arguments, std::string& text) const {
    const process::Result result = run_git(top_, arguments);
    text = without_trailing_newline(result.ok() ? result.out : result.err);
    return result.ok();
}

} // namespace calpkg::checkout
