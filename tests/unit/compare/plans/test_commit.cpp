#include "lib/compare/plans/commit.hpp"

#include "lib/checkout/git.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// Two commits, and a change that is not committed.
test::Repository sample(const test::Dir& dir) {
    test::Repository repository(dir.path() / "src");
    repository.write("a", "one\n");
    repository.commit("first");
    repository.tag("v1");
    repository.write("a", "two\n");
    repository.commit("second");
    repository.write("a", "not committed\n");
    return repository;
}

} // namespace

TEST_CASE("a commit is named behind the checkout's path, unless something has the whole name") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    const std::string top = repository.top().string();
    const auto name = compare::commit_name(top + "@v1");
    REQUIRE(name);
    CHECK(name->checkout == repository.top());
    CHECK(name->commit == "v1");
    CHECK(!compare::commit_name(top));
    CHECK(!compare::commit_name(top + "@"));
    CHECK(!compare::commit_name(dir.path().string() + "@v1"));
    dir.write("src@v1", "a file");
    CHECK(!compare::commit_name(top + "@v1"));
}

TEST_CASE("a commit's tree is the commit's, and the checkout stays as it is") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    const std::string status = repository.git({"status", "--porcelain"});
    const compare::CommitTree first({repository.top(), "v1"});
    const compare::CommitTree second({repository.top(), "HEAD"});
    CHECK(fs::read_file(first.path() / "a") == "one\n");
    CHECK(fs::read_file(second.path() / "a") == "two\n");
    CHECK(fs::read_file(repository.top() / "a") == "not committed\n");
    CHECK(repository.git({"status", "--porcelain"}) == status);
    CHECK(repository.git({"worktree", "list"}).find("cal-pkg-commit") == std::string::npos);
}

TEST_CASE("a commit that is not there is refused, and no option of git's is one") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    for (const char* commit : {"v2", "--all", "HEAD:a"})
        CHECK_THROWS_WITH_AS(compare::CommitTree({repository.top(), commit}),
                             doctest::Contains("has no commit"), report::Error);
}

TEST_CASE("a commit of a shallow clone has the tags that this has") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    const std::filesystem::path shallow = dir.path() / "shallow";
    repository.tag("v2");
    repository.git(
        {"clone", "-q", "--depth", "1", "file://" + repository.top().string(), shallow.string()});
    const compare::CommitTree tree({shallow, "HEAD"});
    CHECK(fs::read_file(tree.path() / "a") == "two\n");
    const checkout::Git git(tree.path());
    CHECK(git.is_shallow());
    CHECK(git.output({"tag"}) == "v2");
    CHECK(git.modified_files().empty());
}

TEST_CASE("a commit of a repository that lacks a file's content is refused, and the file named") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    const std::string object = repository.git({"rev-parse", "v1:a"});
    std::filesystem::remove(repository.top() / ".git/objects" / object.substr(0, 2) /
                            object.substr(2, 38));
    CHECK_THROWS_WITH_AS(compare::CommitTree({repository.top(), "v1"}),
                         doctest::Contains("lacks the content of a; see"), report::Error);
    CHECK(fs::read_file(compare::CommitTree({repository.top(), "HEAD"}).path() / "a") == "two\n");
}
