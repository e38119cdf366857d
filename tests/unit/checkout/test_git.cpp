#include "lib/checkout/git.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <unistd.h>

using namespace calpkg;
using checkout::Git;

namespace {

/// A repository with one commit and a file.
test::Repository sample_repository(const test::Dir& dir, const std::string& name = "repo") {
    const test::Repository repository(dir.path() / name);
    repository.write("file", "one\n");
    repository.commit("First");
    return repository;
}

std::string refusal_of(const std::filesystem::path& top) {
    try {
        const Git git(top);
    } catch (const report::Error& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("the commit that a checkout stands on is read with its date, author and subject") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    repository.commit("Größe %(id)\n\nA body.");
    repository.git({"config", "i18n.logOutputEncoding", "ISO-8859-1"});
    const checkout::Commit commit = Git(repository.top()).head();
    CHECK(commit.hash == repository.git({"rev-parse", "HEAD"}));
    CHECK(commit.time == 1404216000); // 2014-07-01T12:00:00Z
    CHECK(commit.author == "Ada Example <ada@example.org>");
    CHECK(commit.subject == "Größe %(id)");
}

TEST_CASE("a commit without a message is read too") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    repository.git({"commit", "-q", "--allow-empty", "--allow-empty-message", "-m", ""});
    CHECK(Git(repository.top()).head().subject.empty());
}

TEST_CASE("a commit of the epoch itself is refused, for it cannot date a package") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    const std::string commit = repository.git({"cat-file", "commit", "HEAD"});
    std::string dated = commit + "\n";
    for (auto at = dated.find("1404216000"); at != dated.npos; at = dated.find("1404216000"))
        dated.replace(at, 10, "0");
    repository.write("../commit", dated);
    repository.git({"reset", "-q", "--hard",
                    repository.git({"hash-object", "-t", "commit", "-w", "../commit"})});
    CHECK_THROWS_WITH_AS(Git(repository.top()).head(), doctest::Contains("no usable date"),
                         report::Error);
}

TEST_CASE("a repository without a commit is told from one with a broken HEAD") {
    const test::Dir dir;
    const test::Repository empty(dir.path() / "empty");
    CHECK_THROWS_WITH_AS(Git(empty.top()).head(), doctest::Contains("has no commit yet"),
                         report::Error);
    const test::Repository broken = sample_repository(dir, "broken");
    broken.write(".git/refs/heads/main", std::string(40, '1') + "\n");
    CHECK_THROWS_WITH_AS(Git(broken.top()).head(), doctest::Contains("git rev-list failed"),
                         report::Error);
}

TEST_CASE("tracked files keep their names, whatever bytes they hold, and their modes") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    const std::vector<std::string> names = {" space ", "%{name}",  "'\"",  "a\nb",
                                            "ä",       "\xff\xfe", "tab\t"};
    for (const std::string& name : names) repository.write("dir/" + name, "");
    repository.write("program", "#!/bin/sh\n", 0755);
    repository.write("untracked", "");
    std::filesystem::create_symlink("../outside", repository.top() / "link");
    repository.write(".gitignore", "untracked\n");
    repository.commit("Names");

    std::vector<std::string> expected = {".gitignore", "file", "link", "program"};
    for (const std::string& name : names) expected.push_back("dir/" + name);
    std::ranges::sort(expected);
    std::vector<std::string> found;
    const Git git(repository.top());
    for (const checkout::TrackedFile& file : git.tracked_files()) {
        found.push_back(file.path);
        if (file.path == "program") CHECK(file.mode == 0100755);
        if (file.path == "file") CHECK(file.mode == 0100644);
        if (file.path == "link") CHECK(file.mode == 0120000);
    }
    CHECK(found == expected);
}

TEST_CASE("a checkout in the middle of a merge is refused, naming a file") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    repository.begin_conflict();
    const Git git(repository.top());
    CHECK_THROWS_WITH_AS(git.tracked_files(),
                         doctest::Contains("'file' is in the middle of a merge"), report::Error);
}

TEST_CASE("modified are tracked files that were changed, deleted or staged, nothing else") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    for (const char* name : {"changed", "deleted", "staged", "mode", "a\n\xff ", "old name"})
        repository.write(name, "1");
    repository.commit("More");
    const Git git(repository.top());
    repository.write("untracked", "");
    std::filesystem::last_write_time(repository.top() / "file",
                                     std::filesystem::file_time_type::clock::now());
    CHECK(git.modified_files().empty());

    for (const char* name : {"changed", "staged", "a\n\xff "}) repository.write(name, "2");
    std::filesystem::permissions(repository.top() / "mode", std::filesystem::perms(0755));
    repository.git({"add", "staged"});
    std::filesystem::remove(repository.top() / "deleted");
    repository.git({"mv", "old name", "new name"});
    CHECK(git.modified_files() == std::vector<std::string>{"a\n\xff ", "changed", "deleted", "mode",
                                                           "new name", "old name", "staged"});
}

TEST_CASE("the digest of a change follows content, kind and mode, not times or settings") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    const Git git(repository.top());
    const auto digest = [&] { return git.change_digest(git.modified_files()); };
    const std::filesystem::path file = repository.top() / "file";

    repository.write("file", "two\n");
    const std::string two = digest();
    CHECK(two.size() == 64);
    repository.git({"config", "diff.noprefix", "true"});
    repository.git({"config", "diff.context", "0"});
    std::filesystem::last_write_time(
        file, std::filesystem::last_write_time(file) - std::chrono::hours(1));
    CHECK(digest() == two);
    std::filesystem::permissions(file, std::filesystem::perms(0755));
    const std::string program = digest();
    repository.write("file", "three\n");
    const std::string three = digest();
    std::filesystem::remove(file);
    const std::string absent = digest();
    std::filesystem::create_symlink("two\n", file);
    const std::string link = digest();
    std::vector<std::string> all = {two, program, three, absent, link};
    std::ranges::sort(all);
    CHECK(std::ranges::adjacent_find(all) == all.end());
}

TEST_CASE("what is not a checkout is told apart, each with its way out") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    repository.write("sub/dir/file", "");
    CHECK(test::has(refusal_of(dir.path() / "nowhere"), "no such directory"));
    CHECK(test::has(refusal_of(repository.top() / "file"), "no such directory"));
    CHECK(test::has(refusal_of(dir.path()), "not a git checkout"));
    CHECK(test::has(refusal_of(dir.path()), "git clone"));
    CHECK(test::has(refusal_of(repository.top() / ".git"), "not a work tree"));
    const std::string folder = refusal_of(repository.top() / "sub/dir");
    CHECK(test::has(folder, "a folder of " + repository.top().string()));
    repository.git({"init", "-q", "--bare", "../bare.git"});
    CHECK(test::has(refusal_of(dir.path() / "bare.git"), "bare repository"));
}

TEST_CASE("linked work trees, submodules, links to a checkout and a trailing slash all work") {
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    repository.git({"worktree", "add", "-q", "../tree"});
    repository.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                    repository.top().string(), "module"});
    std::filesystem::create_directory_symlink("repo", dir.path() / "link");
    const std::string hash = repository.git({"rev-parse", "HEAD"});
    for (const std::string name : {"tree", "repo/module", "link", "repo/"}) {
        CAPTURE(name);
        CHECK(Git(dir.path() / name).head().hash == hash);
    }
    CHECK(Git(dir.path() / "tree").modified_files().empty());
}

TEST_CASE("a checkout of another user is refused with git's reason and its remedy") {
    if (geteuid() != 0) {
        MESSAGE("not run: only root can give a checkout to another user");
        return;
    }
    if (test::run({"git", "config", "--system", "safe.directory"}).ok()) {
        MESSAGE("not run: this system's git configuration trusts other users' checkouts");
        return;
    }
    const test::Dir dir;
    const test::Repository repository = sample_repository(dir);
    for (const char* name : {"", ".git"})
        REQUIRE(chown((repository.top() / name).c_str(), 12345, 12345) == 0);
    const std::string home = std::getenv("HOME") ? std::getenv("HOME") : "";
    unsetenv("SUDO_UID");
    setenv("HOME", dir.path().c_str(), 1);
    const std::string message = refusal_of(repository.top());
    dir.write(".gitconfig", "[safe]\n\tdirectory = " + repository.top().string() + "\n");
    const std::string trusted = refusal_of(repository.top());
    setenv("HOME", home.c_str(), 1);
    CHECK(test::has(message, "another user"));
    CHECK(test::has(message,
                    "git config --global --add safe.directory " + repository.top().string()));
    CHECK(trusted.empty());
}
