#include "lib/sources/clone.hpp"

#include "lib/checkout/ways_out.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/transfer_failure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace calpkg::sources {

namespace {

namespace stdfs = std::filesystem;

void git(const stdfs::path& top, const checkout::Arguments& arguments) {
    const process::Result result = checkout::run_fetching_git(top, arguments, {}, {});
    if (!result.ok()) throw local_failure(top.string(), result);
}

/// What a killed git leaves: its locks, which stop the next one, and halves of packs. Nobody works there now.
void remove_leavings(const stdfs::path& git_directory) {
    std::error_code failure;
    std::vector<stdfs::path> leavings;
    for (stdfs::recursive_directory_iterator at(git_directory, failure), end; !failure && at != end;
         at.increment(failure)) {
        const std::string name = at->path().filename().string();
        if (name.ends_with(".lock") || name.starts_with("tmp_")) leavings.push_back(at->path());
    }
    for (const stdfs::path& path : leavings) stdfs::remove_all(path, failure);
}

/// As 'git clone' does it, so that 'git fetch' goes on from there.
void remember_origin(const stdfs::path& top, const std::string& address) {
    git(top, {"config", "remote.origin.url", address});
    git(top, {"config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"});
}

/// Makes the repository, or takes up the one that a killed run has left there.
void begin_repository(const stdfs::path& top, const stdfs::path& git_directory, Kind kind) {
    if (fs::is_there(top) && !fs::is_real_directory(top))
        throw report::Error(top.string(), "is in the way: it is not a directory", "move it away");
    fs::make_directories(top);
    remove_leavings(git_directory);
    checkout::Arguments arguments{"-c", "init.defaultBranch=main", "init", "--quiet",
                                  "--template="};
    if (kind == Kind::bare) arguments.emplace_back("--bare");
    git(top, arguments);
}

} // namespace

stdfs::path unfinished(const stdfs::path& top) {
    return top.parent_path() / ("." + top.filename().string() + ".fetching");
}

bool is_begun_clone(const stdfs::path& top) {
    std::error_code ignored;
    for (const auto& item : stdfs::directory_iterator(top, ignored))
        if (item.path().filename() != ".git") return false;
    return fs::is_real_directory(top / ".git") &&
           checkout::run_git(top, {"rev-parse", "--git-dir"}).out == ".git\n" &&
           !checkout::run_git(top, {"rev-parse", "--quiet", "--verify", "HEAD"}).ok() &&
           checkout::run_git(top, {"for-each-ref", "--count=1"}).out.empty();
}

void check_out(const stdfs::path& top, const std::string& commit, bool force) {
    // One file after the other: of a run that is killed one alone can be half written.
    checkout::Arguments arguments{
        "-c",      "checkout.workers=1",      "-c",      "advice.detachedHead=false", "checkout",
        "--quiet", "--no-recurse-submodules", "--detach"};
    // What git ignores may be all the more the user's own.
    arguments.emplace_back(force ? "--force" : "--no-overwrite-ignore");
    arguments.push_back(commit);
    const process::Result result =
        checkout::run_fetching_git(top, arguments, checkout::without_filters(top, {}), {});
    if (!result.ok()) throw local_failure(top.string(), result);
}

std::string describe(const stdfs::path& top, const std::string& commit) {
    std::string text = checkout::run_git(top, {"describe", "--abbrev=7", commit}).out;
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

namespace {

void check_tags(const stdfs::path& top, const layout::LineRepository& repository,
                const std::string& address) {
    const std::string found = describe(top, repository.commit);
    if (found == repository.describe) return;
    throw report::Error(
        without_passwords(address),
        fmt::format("its tags are not {}'s: git describe says '{}' of the line's commit, not {}",
                    repository.name(), found, repository.describe),
        "bring the mirror up to date, with its tags, or take another one");
}

/// Puts the new work tree on the commit, all of it; what the mirror lacks may be missing where the user accepts that.
void check_out_all(const stdfs::path& top, const layout::LineRepository& repository,
                   const std::string& address, const Way& way) {
    std::optional<report::Error> failure;
    try {
        check_out(top, repository.commit, true);
    } catch (const report::Error& error) { // of a file that cannot be had git goes on
        failure = error;
    }
    const checkout::Git git(top);
    const std::vector<std::string> lacking = failure && git.head().hash != repository.commit
                                                 ? std::vector<std::string>()
                                                 : lacking_files(git);
    if (lacking.empty() && failure) throw *failure;
    if (lacking != git.modified_files())
        throw report::Error(
            top.string(),
            fmt::format("is not as the commit says: {}", fmt::join(git.modified_files(), ", ")),
            "see whether the disk is sound and has room, and run the same command again");
    if (lacking.empty()) return;
    const std::string what =
        fmt::format("lacks the content of {} of the line's commit", fmt::join(lacking, ", "));
    if (!way.incomplete)
        throw report::Error(without_passwords(address), what,
                            "take another mirror, or do without with --allow-dirty");
    if (way.observer.message)
        way.observer.message(fmt::format("{} {}", without_passwords(address), what));
}

/// A beginning of which nothing is worth to go on with.
void remove_empty_repository(const stdfs::path& top, const stdfs::path& git_directory) {
    std::error_code failure;
    for (const auto& item : stdfs::directory_iterator(git_directory / "objects/pack", failure))
        if (item.path().extension() == ".pack") return;
    stdfs::remove_all(top, failure);
}

} // namespace

std::string begin(const stdfs::path& top, const layout::LineSource& source, const Way& way,
                  Kind kind) {
    const stdfs::path git_directory = kind == Kind::bare ? top : top / ".git";
    begin_repository(top, git_directory, kind);
    try {
        return transfer(top, source, way, Into::ours);
    } catch (...) {
        remove_empty_repository(top, git_directory);
        throw;
    }
}

std::vector<std::string> lacking_files(const checkout::Git& git) {
    std::vector<std::string> lacking;
    const std::vector<std::string> modified = git.modified_files();
    for (const checkout::TrackedFile& file : git.tracked_files()) {
        std::string ignored;
        if (std::ranges::binary_search(modified, file.path) &&
            !fs::is_there(git.top() / file.path) &&
            !git.try_output({"cat-file", "-e", file.object}, ignored))
            lacking.push_back(file.path);
    }
    return lacking;
}

void clone(const stdfs::path& top, const layout::LineRepository& repository, const Way& way) {
    const stdfs::path work = unfinished(top);
    if (fs::is_there(top)) {
        std::error_code failure;
        stdfs::remove_all(work, failure);
        stdfs::rename(top, work);
    }
    const std::string address = begin(work, repository, way, Kind::work_tree);
    remember_origin(work, address);
    check_out_all(work, repository, address, way);
    check_tags(work, repository, address);
    if (!fs::rename_new(work, top))
        throw report::Error(top.string(), "has come into being meanwhile",
                            "move it away, and run the same command again");
}

} // namespace calpkg::sources
