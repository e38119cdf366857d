#include "lib/checkout/ways_out.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;

namespace {

std::string failure_of(const std::filesystem::path& top) {
    process::Result result;
    result.exit_code = 128;
    result.err = "error: x\nfatal: bad object HEAD\n";
    return checkout::git_failure(top, {"rev-list", "-1"}, result, {}).what();
}

} // namespace

TEST_CASE("commands are to paste, whatever the directory is called") {
    CHECK(checkout::git_line("/a b/it's", "status") == R"(git -C '/a b/it'\''s' status)");
    CHECK(checkout::annotate_line("/r", "v1.2") == "git -C /r tag -a -f -m v1.2 v1.2 v1.2^0");
}

TEST_CASE("missing objects come from where they are: the remote, or the repository they were "
          "borrowed from") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    const std::string top = repository.top().string();
    CHECK(test::has(failure_of(top), "git rev-list failed: bad object HEAD; clone it again"));
    repository.write(".git/objects/info/alternates", "# a comment\n/nowhere/objects\n../objects\n");
    CHECK(test::has(failure_of(top),
                    "borrows objects from /nowhere/objects, which is gone; bring that back"));
    CHECK_FALSE(test::has(failure_of(top), "from ../objects"));
    repository.git({"remote", "add", "origin", "/nowhere"});
    CHECK_FALSE(test::has(failure_of(top), "fetch"));
    repository.git({"remote", "set-url", "origin", "https://git.example.org/x"});
    CHECK(test::has(failure_of(top), "run 'git -C " + top + " fetch --refetch --tags', which"));
    repository.git({"config", "remote.origin.promisor", "true"});
    CHECK(test::has(failure_of(top), "run 'git -C " + top + " status', which"));
}
