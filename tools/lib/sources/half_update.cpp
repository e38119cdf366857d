#include "lib/sources/half_update.hpp"

#include "lib/checkout/committed.hpp"
#include "lib/checkout/run_git.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/text.hpp"
#include "lib/sources/clone.hpp"
#include "lib/sources/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace calpkg::sources {

namespace {

namespace stdfs = std::filesystem;
using checkout::TrackedFile;

/// A path that the two commits have not alike: what each has there, with mode 0 when it has nothing.
struct Change {
    TrackedFile from, to;
};
using Changes = std::map<std::string, Change>;

stdfs::path in_repository(const stdfs::path& top, const std::string& name) {
    const process::Result result = checkout::run_git(top, {"rev-parse", "--git-path", name});
    return top / result.out.substr(0, result.out.find('\n'));
}

stdfs::path note_of(const stdfs::path& top) { return in_repository(top, "cal-pkg-update"); }

unsigned mode_of(const std::string& octal) {
    return static_cast<unsigned>(std::stoul(octal, nullptr, 8));
}

/// ":100644 100755 ID ID M" and a path, for each.
Changes changes_between(const checkout::Git& git, const HalfUpdate& half) {
    const std::vector<std::string> records = checkout::split_nul(
        git.output({"diff-tree", "-r", "-z", "--no-renames", "--raw", half.from, half.to}));
    Changes changes;
    for (std::size_t i = 0; i + 1 < records.size(); i += 2) {
        const std::vector<std::string> words = report::split(records[i].substr(1), ' ');
        Change change;
        change.from.path = change.to.path = records[i + 1];
        change.from.mode = mode_of(words.at(0));
        change.to.mode = mode_of(words.at(1));
        change.from.object = words.at(2);
        change.to.object = words.at(3);
        changes.emplace(records[i + 1], change);
    }
    return changes;
}

/// Whether a directory holds nothing but what one of the commits has there.
bool holds_only(const checkout::Git& git, const std::string& directory, const Changes& changes) {
    std::error_code failure;
    for (stdfs::recursive_directory_iterator at(git.top() / directory, failure), end;
         !failure && at != end; at.increment(failure))
        if (!stdfs::is_directory(at->symlink_status()) &&
            !changes.contains(at->path().lexically_relative(git.top()).string()))
            return false;
    return !failure;
}

/// Also where the user's settings convert what is checked out.
bool is_as(const checkout::Git& git, const TrackedFile& file) {
    if (file.mode == 0 || file.is_submodule()) return false;
    if (checkout::holds_blob(git.top(), file)) return true;
    if (!stdfs::is_regular_file(stdfs::symlink_status(git.top() / file.path))) return false;
    const process::Result result = checkout::run_git(git.top(), {"hash-object", "--", file.path},
                                                     checkout::without_filters(git.top(), {}));
    return result.ok() && result.out.substr(0, result.out.find('\n')) == file.object;
}

/// Whether what lies there is the beginning of `file`, whatever its ends of lines.
bool is_beginning_of(const checkout::Git& git, const TrackedFile& file) {
    const stdfs::path path = git.top() / file.path;
    if (file.mode == 0 || file.is_submodule() ||
        !stdfs::is_regular_file(stdfs::symlink_status(path)))
        return false;
    std::string begun = fs::read_file(path), whole = git.output({"cat-file", "blob", file.object});
    std::erase(begun, '\r');
    std::erase(whole, '\r');
    return whole.starts_with(begun);
}

/// Whether something that neither commit has lies where `path` has a directory.
bool is_blocked(const checkout::Git& git, const std::string& path, const Changes& changes) {
    for (stdfs::path above = stdfs::path(path).parent_path(); !above.empty();
         above = above.parent_path()) {
        const stdfs::file_status status = stdfs::symlink_status(git.top() / above);
        if (stdfs::exists(status) && !stdfs::is_directory(status) &&
            !changes.contains(above.string()))
            return true;
    }
    return false;
}

/// Whether the path is as one of the commits has it, or not there, as git leaves it for a moment.
bool is_settled(const checkout::Git& git, const Change& change, const Changes& changes) {
    if (is_blocked(git, change.to.path, changes)) return false;
    const stdfs::file_status status = stdfs::symlink_status(git.top() / change.to.path);
    if (!stdfs::exists(status)) return true;
    if (stdfs::is_directory(status))
        return change.from.is_submodule() || change.to.is_submodule() ||
               holds_only(git, change.to.path, changes);
    return is_as(git, change.from) || is_as(git, change.to);
}

bool can_be_taken_up(const checkout::Git& git, const HalfUpdate& half) {
    return git.head().hash == half.from && has_commit(git.top(), half.to);
}

/// Those of an update: of a fetch, of the index, of where the checkout stands. Nobody else works there.
void remove_locks(const stdfs::path& top) {
    std::error_code failure;
    for (const char* name : {"index.lock", "HEAD.lock", "shallow.lock", "packed-refs.lock"})
        stdfs::remove(in_repository(top, name), failure);
    std::vector<stdfs::path> locks;
    for (stdfs::recursive_directory_iterator at(in_repository(top, "refs"), failure), end;
         !failure && at != end; at.increment(failure))
        if (at->path().extension() == ".lock") locks.push_back(at->path());
    for (const stdfs::path& lock : locks) stdfs::remove(lock, failure);
}

} // namespace

void note_update(const checkout::Git& git, const std::string& commit) {
    fs::write_file(note_of(git.top()), fmt::format("{}\n{}\n", git.head().hash, commit));
}

std::optional<HalfUpdate> noted_update(const stdfs::path& top) {
    const stdfs::path note = note_of(top);
    if (!fs::is_regular_file(note)) return std::nullopt;
    const std::vector<std::string> commits = report::lines_of(fs::read_file(note));
    // One that was only begun was written before anything else happened.
    return commits.size() == 2 ? HalfUpdate{commits[0], commits[1]} : HalfUpdate{};
}

void forget_update(const stdfs::path& top) {
    std::error_code failure;
    stdfs::remove(note_of(top), failure);
}

std::vector<std::string> changed_besides(const checkout::Git& git, const HalfUpdate& half) {
    std::vector<std::string> besides;
    if (!can_be_taken_up(git, half)) return besides;
    const Changes changes = changes_between(git, half);
    for (const std::string& path : git.modified_files())
        if (!changes.contains(path)) besides.push_back(path);
    bool begun = false;
    for (const auto& [path, change] : changes) {
        if (is_settled(git, change, changes)) continue;
        if (begun || !is_beginning_of(git, change.to))
            besides.push_back(path);
        else
            begun = true;
    }
    std::ranges::sort(besides);
    return besides;
}

void finish_update(const checkout::Git& git, const HalfUpdate& half) {
    const std::string head = git.head().hash;
    if (head == half.from || head == half.to) remove_locks(git.top());
    if (can_be_taken_up(git, half)) check_out(git.top(), half.to, true);
    forget_update(git.top());
}

} // namespace calpkg::sources
