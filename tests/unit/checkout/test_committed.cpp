#include "lib/checkout/committed.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

using namespace calpkg;

namespace {

/// What is said of the tracked file `name`; "" when it is the commit's.
std::string complaint(const std::filesystem::path& top, const std::string& name = "file") {
    const checkout::Git git(top);
    checkout::CommittedContent committed(git);
    for (const checkout::TrackedFile& file : git.tracked_files()) {
        if (file.path != name) continue;
        try {
            committed.require(file);
        } catch (const report::Error& error) {
            return error.what();
        }
        return "";
    }
    return "not tracked";
}

/// A repository with one commit of `content`, and attributes where there are any.
test::Repository with(const test::Dir& dir, const std::string& content,
                      const std::string& attributes = "") {
    const test::Repository repository(dir.path() / "repo");
    repository.write("file", content);
    if (!attributes.empty()) repository.write(".gitattributes", attributes);
    repository.commit("First");
    return repository;
}

/// Gives "file" a time at which git has not seen it yet: what is of the index's own second it may look at, or not.
void make_older(const test::Repository& repository) {
    const std::filesystem::path file = repository.top() / "file";
    std::filesystem::last_write_time(
        file, std::filesystem::last_write_time(file) - std::chrono::hours(1));
}

/// Checks everything out anew, as it is under the repository's configuration now.
void check_out_again(const test::Repository& repository) {
    repository.git({"rm", "-q", "-r", "--cached", "."});
    repository.git({"reset", "-q", "--hard"});
}

} // namespace

TEST_CASE("whatever converts the line ends of a checkout, and whatever it is called, is seen") {
    for (const char* value : {"true", "yes", "on", "1"}) {
        CAPTURE(value);
        const test::Dir dir;
        const test::Repository repository = with(dir, "one\ntwo\n");
        repository.git({"config", "core.autocrlf", value});
        CHECK(complaint(repository.top()) == ""); // it has not converted anything yet
        check_out_again(repository);
        const std::string text = complaint(repository.top());
        CHECK(test::has(text, "repo/file: is not what the commit holds"));
        CHECK(test::has(text, "core.autocrlf=false"));
        // git does not look again at what is older than its index: to it the file is unmodified.
        make_older(repository);
        repository.git({"update-index", "-q", "--refresh"});
        repository.git({"config", "--unset", "core.autocrlf"});
        CHECK(checkout::Git(repository.top()).modified_files().empty());
        CHECK(test::has(complaint(repository.top()), "is not what the commit holds"));
    }
}

TEST_CASE("private attributes that convert content are seen, wherever they are") {
    const test::Dir dir;
    const test::Repository repository = with(dir, "one\n");
    SUBCASE("in the repository") {
        repository.write(".git/info/attributes", "file text eol=crlf\n");
    }
    SUBCASE("in a file that the configuration names") {
        repository.git(
            {"config", "core.attributesFile", dir.write("mine", "file text\n").string()});
        repository.git({"config", "core.eol", "crlf"});
    }
    SUBCASE("in the work tree, not committed") {
        repository.write(".gitattributes", "file text eol=crlf\n");
    }
    check_out_again(repository);
    CHECK(test::has(complaint(repository.top()), "is not what the commit holds"));
}

TEST_CASE("what a filter of the repository's own has converted is modified, for it does not run") {
    const test::Dir dir;
    const test::Repository repository = with(dir, "one\n", "file filter=loud\n");
    repository.git({"config", "filter.loud.smudge", "tr a-z A-Z"});
    repository.git({"config", "filter.loud.clean", "tr A-Z a-z"});
    check_out_again(repository);
    make_older(repository);
    CHECK(checkout::Git(repository.top()).modified_files() == std::vector<std::string>{"file"});
    // To a git that did run it the file is unmodified, and stays that.
    repository.git({"update-index", "-q", "--refresh"});
    CHECK(checkout::Git(repository.top()).modified_files().empty());
    CHECK(test::has(complaint(repository.top()), "is not what the commit holds"));
}

TEST_CASE("line ends that the commit itself asks for are the commit's") {
    const test::Dir dir;
    const test::Repository repository = with(dir, "one\n", "file text eol=crlf\n");
    check_out_again(repository);
    REQUIRE(std::filesystem::file_size(repository.top() / "file") == 5);
    CHECK(complaint(repository.top()) == "");
    // Not any line ends, though: text alone leaves them to the user.
    const test::Dir other;
    const test::Repository text = with(other, "one\n", "file text\n");
    text.git({"config", "core.eol", "crlf"});
    check_out_again(text);
    CHECK(test::has(complaint(text.top()), "is not what the commit holds"));
}

TEST_CASE("a link that was checked out as a file is seen") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    std::filesystem::create_symlink("target", repository.top() / "file");
    repository.commit("First");
    CHECK(complaint(repository.top()) == "");
    repository.git({"config", "core.symlinks", "false"});
    check_out_again(repository);
    REQUIRE(std::filesystem::is_regular_file(
        std::filesystem::symlink_status(repository.top() / "file")));
    CHECK(test::has(complaint(repository.top()), "core.symlinks"));
}

TEST_CASE("what git calls modified is its business; what is gone is nobody's") {
    const test::Dir dir;
    const test::Repository repository = with(dir, "one\n");
    repository.write("file", "two and more\n");
    CHECK(complaint(repository.top()) == "");
    std::filesystem::remove(repository.top() / "file");
    CHECK(complaint(repository.top()) == "");
}

TEST_CASE("a repository of SHA-256 names its content by that") {
    const test::Dir dir;
    const std::filesystem::path top = dir.path() / "repo";
    std::filesystem::create_directory(top);
    if (!test::run({"git", "init", "-q", "--object-format=sha256", top.string()}).ok()) return;
    const test::Repository repository(top);
    repository.write("file", "one\n");
    repository.commit("First");
    CHECK(complaint(top) == "");
}
