#include "lib/sources/update.hpp"

#include "lib/checkout/git.hpp"
#include "lib/checkout/ways_out.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/sources/clone.hpp"
#include "lib/sources/half_update.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace calpkg::sources {

namespace {

constexpr std::size_t kNamesInMessage = 10;

/// The checkout that is there already. What is no checkout of its own is no place for one.
checkout::Git open(const std::filesystem::path& top) {
    try {
        return checkout::Git(top);
    } catch (const report::Error& error) {
        throw report::Error(error.subject(), "is in the way: " + error.reason(),
                            "move it away, or name another directory");
    }
}

void refuse_hidden(const checkout::Git& git) {
    for (const checkout::TrackedFile& file : git.tracked_files())
        if (file.hidden) throw checkout::hidden_file(git, file);
}

void refuse_modified(const checkout::Git& git, std::vector<std::string> files) {
    if (files.empty()) return;
    const std::size_t count = files.size();
    files.resize(std::min(count, kNamesInMessage));
    const std::string reason =
        fmt::format("modified tracked files: {}{}", fmt::join(files, ", "),
                    count > files.size() ? fmt::format(" and {} more", count - files.size()) : "");
    // git stash needs the objects that such a checkout lacks.
    if (!lacking_files(git).empty())
        throw report::Error(git.top().string(), reason + " (git lacks what is in it)",
                            "name another directory");
    throw report::Error(
        git.top().string(), reason,
        fmt::format("run '{}', which puts the changes aside ('git stash pop' brings them back), or "
                    "name another "
                    "directory",
                    checkout::git_line(git.top(), "stash")));
}

/// Leaving a HEAD that is on no branch loses what only it holds.
void refuse_to_lose(const checkout::Git& git) {
    const std::string lost =
        git.output({"rev-list", "HEAD", "--not", "--branches", "--tags", "--remotes"});
    if (lost.empty()) return;
    throw report::Error(
        git.top().string(),
        fmt::format("stands on commits that no branch or tag holds: they would be lost ({} of "
                    "them, the last {})",
                    report::lines_of(lost).size(), lost.substr(0, 7)),
        fmt::format("run '{}', which keeps them, and the same command again",
                    checkout::git_line(git.top(), "branch kept-" + lost.substr(0, 7))));
}

void bring_missing(const checkout::Git& git, const layout::LineRepository& repository,
                   const Way& way) {
    const std::string address = transfer(git.top(), repository, way, Into::theirs);
    const std::string found = describe(git.top(), repository.commit);
    if (found == repository.describe) return;
    const std::string fetch = "fetch --force --tags " + process::shell_quote(address);
    throw report::Error(
        git.top().string(),
        fmt::format("its tags are not {}'s: git describe says '{}' of the line's commit, not {}",
                    repository.name(), found, repository.describe),
        fmt::format("run '{}', which takes the tags from there, and the same command again",
                    without_passwords(checkout::git_line(git.top(), fetch))));
}

std::string position(const checkout::Git& git) {
    std::string branch;
    if (git.try_output({"symbolic-ref", "--quiet", "--short", "HEAD"}, branch))
        return fmt::format("branch '{}'", branch);
    return git.head().hash.substr(0, 7);
}

/// Finishes what a killed run has left half done; whether the checkout now stands where that wanted it to.
bool take_up(const std::filesystem::path& top) {
    const std::optional<HalfUpdate> half = noted_update(top);
    if (!half) return false;
    const checkout::Git git = open(top);
    refuse_modified(git, changed_besides(git, *half));
    finish_update(git, *half);
    return git.head().hash == half->to;
}

} // namespace

bool is_up_to_date(const std::filesystem::path& top, const layout::LineRepository& repository,
                   bool incomplete) {
    try {
        const checkout::Git git(top);
        return !noted_update(top) && git.head().hash == repository.commit &&
               describe(top, repository.commit) == repository.describe &&
               git.modified_files() ==
                   (incomplete ? lacking_files(git) : std::vector<std::string>());
    } catch (const report::Error&) { // whatever it is, update() tells
        return false;
    }
}

void refuse_update(const std::filesystem::path& top) {
    const checkout::Git git = open(top);
    if (noted_update(top)) return; // update() takes it up
    refuse_hidden(git);
    refuse_modified(git, git.modified_files());
    refuse_to_lose(git);
}

std::string update(const std::filesystem::path& top, const layout::LineRepository& repository,
                   const Way& way) {
    std::string before = position(open(top));
    const bool taken_up = take_up(top);
    const checkout::Git git = open(top);
    refuse_hidden(git);
    refuse_modified(git, git.modified_files());
    if (!taken_up) refuse_to_lose(git); // a line's commit need be on no branch
    note_update(git, repository.commit);
    try {
        if (!has_commit(top, repository.commit) || git.is_shallow() ||
            describe(top, repository.commit) != repository.describe)
            bring_missing(git, repository, way);
        if (git.head().hash != repository.commit) check_out(top, repository.commit, false);
    } catch (const report::Error&) {
        if (git.modified_files().empty()) forget_update(top);
        throw;
    }
    forget_update(top);
    return before;
}

} // namespace calpkg::sources
