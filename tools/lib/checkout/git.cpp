#include "lib/checkout/git.hpp"

#include "lib/checkout/committed.hpp"
#include "lib/checkout/lfs.hpp"
#include "lib/checkout/run_git.hpp"
#include "lib/checkout/state.hpp"
#include "lib/checkout/status.hpp"
#include "lib/checkout/ways_out.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/run.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <sys/stat.h>

namespace calpkg::checkout {

namespace {

/// What git says to these lasts as long as commits, tags, index and configuration do.
constexpr std::array kLasting{"describe", "for-each-ref", "ls-files", "rev-list"};

std::string without_trailing_newline(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
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
    file.skip_worktree = record.front() == 'S' || record.front() == 's';
    file.hidden = file.skip_worktree || record.front() == 'h';
    if (record[tab - 1] != '0')
        throw report::Error(top.string(),
                            fmt::format("'{}' is in the middle of a merge", file.path),
                            "finish the merge or run 'git merge --abort'");
    return file;
}

/// Kind and content of what stands at `path` now, fit for a digest. A submodule's content is its commit.
std::string content_identity(const std::filesystem::path& path) {
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0) return "absent";
    if (S_ISLNK(status.st_mode)) return "link " + std::filesystem::read_symlink(path).string();
    if (S_ISREG(status.st_mode))
        return fmt::format("{} {}", (status.st_mode & S_IXUSR) != 0 ? "program" : "file",
                           hash::sha256_file(path));
    return fs::is_there(path / ".git") ? "submodule " + Git(path).head().hash : "other";
}

} // namespace

Git::Git(std::filesystem::path top, const std::filesystem::path& memory, std::time_t now)
    : top_(std::move(top)),
      begun_(now) {
    const std::string subject = top_.string();
    std::error_code ignored;
    if (!std::filesystem::is_directory(top_, ignored))
        throw report::Error(subject, "no such directory", "give the path of a git checkout");
    const Arguments question = {"rev-parse",
                                "--is-inside-work-tree",
                                "--is-shallow-repository",
                                "--show-prefix",
                                "--git-path",
                                "index"};
    process::Result result = run_git(top_, question);
    if (!result.ok() && is_distrusted(result)) {
        trusted_ = trusted_by_environment();
        result = run_git(top_, question, trusted_);
    }
    if (!result.ok()) throw no_checkout(top_, result);
    const bool inside = result.out.starts_with("true\n");
    const std::size_t second = result.out.find('\n') + 1;
    const std::size_t third = result.out.find('\n', second) + 1;
    if (!inside)
        throw report::Error(subject, "a bare repository or git's own directory, not a work tree",
                            "give the path of a checkout ('git clone' makes one)");
    if (result.out.compare(third, 1, "\n") != 0)
        throw report::Error(subject,
                            fmt::format("not a git checkout itself, but a folder of {}",
                                        output({"rev-parse", "--show-toplevel"})),
                            "give the top of a checkout");
    shallow_ = result.out.compare(second, 5, "true\n") == 0;
    index_ = top_ / without_trailing_newline(result.out.substr(third + 1));
    if (!memory.empty()) recall(memory);
}

/// Finds in `memory` what git has said of the repository as it is.
void Git::recall(const std::filesystem::path& memory) {
    const std::filesystem::path own = index_.parent_path();
    std::vector<std::filesystem::path> directories{own};
    if (const auto common = own / "commondir"; fs::is_there(common)) // gitrepository-layout(5)
        directories.push_back(own / without_trailing_newline(fs::read_file(common)));
    const auto state = repository_state(directories, own_settings().all, begun_);
    if (!state) return;
    const std::string top = std::filesystem::absolute(top_).lexically_normal().string();
    constexpr std::size_t digits = 32;
    answers_ = std::make_unique<hash::KeptAnswers>(memory / hash::sha256(top).substr(0, digits),
                                                   *state + top);
}

void Git::remember() const {
    if (answers_) answers_->save();
}

/// What git says to `question`, or has said to it.
process::Result Git::answer_to(const std::string& question,
                               const std::function<process::Result()>& ask) const {
    if (!answers_) return ask();
    process::Result result;
    if (auto known = answers_->find(question)) {
        result.out = std::move(*known);
        return result;
    }
    result = ask();
    if (result.ok()) answers_->learn(question, result.out);
    return result;
}

process::Result Git::ask(const Arguments& arguments) const {
    const auto ask_git = [&] { return run_git(top_, arguments, trusted_); };
    const bool lasts = std::ranges::count(kLasting, arguments.front()) != 0;
    return lasts ? answer_to(fmt::format("{}", fmt::join(arguments, "\n")), ask_git) : ask_git();
}

Commit Git::head() const {
    const Arguments arguments = {
        "rev-list", "-1", "--encoding=UTF-8", "--format=%H%x00%T%x00%ct%x00%an <%ae>%x00%s",
        "HEAD",     "--"};
    const process::Result result = ask(arguments);
    const std::string subject = top_.string();
    std::string ignored;
    if (!result.ok() && !try_output({"rev-parse", "--quiet", "--verify", "HEAD"}, ignored))
        throw report::Error(subject, "has no commit yet",
                            "commit something, or check out a branch");
    if (!result.ok()) throw git_failure(top_, arguments, result, trusted_);

    // "commit HASH\n" comes before the format.
    const std::string line = without_trailing_newline(result.out);
    const std::vector<std::string> fields = split_nul(line.substr(line.find('\n') + 1) + '\0');
    Commit commit;
    if (fields.size() != 5 || !parse_number(fields[2], commit.time) || commit.time <= 0 ||
        commit.time > std::numeric_limits<std::uint32_t>::max())
        throw report::Error(subject, "its commit has no usable date (git rev-list: " + line + ")",
                            "commit again with a date after 1970");
    commit.hash = fields[0];
    commit.tree = fields[1];
    commit.author = fields[3];
    commit.subject = fields[4];
    return commit;
}

const std::vector<TrackedFile>& Git::tracked_files() const& {
    if (tracked_) return *tracked_;
    std::vector<TrackedFile> files;
    for (const std::string& record : split_nul(output({"ls-files", "--stage", "-v", "-z"})))
        files.push_back(tracked_file(top_, record));
    // git's order is that of the bytes already, which takes longer to make than to see.
    if (!std::ranges::is_sorted(files, {}, &TrackedFile::path))
        std::ranges::sort(files, {}, &TrackedFile::path);
    return tracked_.emplace(std::move(files));
}

/// tracked_files(), or none in the middle of a merge, of which git status has its own to tell.
const std::vector<TrackedFile>& Git::readable_files() const {
    static const std::vector<TrackedFile> none;
    try {
        return tracked_files();
    } catch (const report::Error&) {
        return none;
    }
}

const OwnSettings& Git::own_settings() const {
    if (!own_) own_ = read_own_settings(top_, trusted_);
    return *own_;
}

std::string Git::origin_address() const { return own_settings().origin; }

process::Result Git::status() const {
    const std::vector<TrackedFile>& files = readable_files();
    const auto ask_git = [&] {
        return run_status(top_, index_, files, own_settings().without_filters);
    };
    // Without the index's files, as in the middle of a merge, nothing tells whether one has changed. And to look at them all
    // takes as long as git does: not for a checkout that may never be looked at again.
    if (!answers_ || !answers_->has_earlier() || files.empty() ||
        own_settings().has_attributes_file)
        return ask_git();
    const auto state = work_tree_state(top_, files, begun_);
    return state ? answer_to("status of " + *state, ask_git) : ask_git();
}

std::vector<std::string> Git::modified_files() const {
    process::run_tasks(
        {[&] { static_cast<void>(own_settings()); }, [&] { static_cast<void>(readable_files()); }},
        2);
    const process::Result result = status();
    if (!result.ok()) throw git_failure(top_, {"status"}, result, trusted_);
    std::vector<std::string> files;
    for (const std::string& record : split_nul(result.out)) { // "XY path"
        const std::string path = record.substr(3);
        if (!record.starts_with(" M") || !is_the_commits(path)) files.push_back(path);
    }
    std::ranges::sort(files);
    return files;
}

/// Whether git calls a file modified only since somebody's settings convert it, or since no filter runs.
bool Git::is_the_commits(const std::string& path) const {
    const std::vector<TrackedFile>& files = tracked_files();
    const auto found = std::ranges::lower_bound(files, path, {}, &TrackedFile::path);
    if (found == files.end() || found->path != path || found->is_submodule()) return false;
    struct stat status {};
    const bool program = (found->mode & S_IXUSR) != 0;
    if (lstat((top_ / path).c_str(), &status) != 0 ||
        (S_ISREG(status.st_mode) && program != ((status.st_mode & S_IXUSR) != 0)))
        return false;
    if (holds_blob(top_, *found)) return true;
    if (!lfs_) lfs_ = uses_lfs(*this);
    return *lfs_ && holds_lfs_content(*this, *found);
}

std::string Git::fetch_line(const std::string& options) const {
    return checkout::fetch_line(top_, options, trusted_);
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
        own_settings().without_filters);
    if (!result.ok()) return std::nullopt;
    return result.out;
}

std::string Git::output(const Arguments& arguments) const {
    const process::Result result = ask(arguments);
    if (!result.ok()) throw git_failure(top_, arguments, result, trusted_);
    return without_trailing_newline(result.out);
}

bool Git::try_output(const Arguments& arguments, std::string& text) const {
    const process::Result result = ask(arguments);
    text = without_trailing_newline(result.ok() ? result.out : result.err);
    return result.ok();
}

} // namespace calpkg::checkout
