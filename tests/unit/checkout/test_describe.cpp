#include "lib/checkout/version.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace calpkg;
using checkout::Git;
using checkout::Scheme;

namespace {

/// A repository with `commits` commits.
test::Repository sample(const test::Dir& dir, int commits = 1) {
    const test::Repository repository(dir.path() / "repo");
    for (int i = 0; i < commits; ++i) {
        repository.write("file", std::to_string(i));
        repository.commit("Commit");
    }
    return repository;
}

/// The message of the error, or the version.
std::string outcome(const std::filesystem::path& top, Scheme scheme = Scheme::calamari) {
    try {
        return checkout::version_of(Git(top), scheme, false).version.text();
    } catch (const report::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a checkout behind a tag gets the tag, the commits and seven digits of the hash") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    repository.tag("v1.2-rc2");
    for (const char* text : {"a", "b", "c"}) {
        repository.write("file", text);
        repository.commit("More");
    }
    repository.git({"config", "core.abbrev", "4"});
    const checkout::CheckoutVersion here =
        checkout::version_of(Git(repository.top()), Scheme::calamari, false);
    const std::string hash = repository.git({"rev-parse", "HEAD"});
    CHECK(here.version.version == "1.2");
    CHECK(here.version.revision == "rc2_3_g" + hash.substr(0, 7));
    CHECK(here.description.text() == "v1.2-rc2-3-g" + hash.substr(0, 7));
    CHECK(here.commit.hash == hash);
    CHECK_FALSE(here.dirty);
}

TEST_CASE("a checkout at its tag gets the tag alone") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    repository.tag("v1.5.7");
    CHECK(outcome(repository.top()) == "1.5.7-0");
    CHECK(outcome(repository.top(), Scheme::diamond) == "1.5.0-0");
}

TEST_CASE("Diamond counts commits") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    repository.tag("v3.4");
    repository.commit("One");
    repository.commit("Two");
    CHECK(outcome(repository.top(), Scheme::diamond) == "3.4.2-0");
}

TEST_CASE("the version comes from the nearest tag that is one") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    repository.tag("v1.2");
    repository.commit("One");
    for (const char* other : {"deployed-2014-06-01", "release-2014", "jenkins-42", "nightly", "1.3",
                              "vendor", "v1.9/nightly"})
        repository.tag(other);
    const std::string hash = repository.git({"rev-parse", "HEAD"}).substr(0, 7);
    CHECK(outcome(repository.top()) == "1.2-1_g" + hash);
    CHECK(outcome(repository.top(), Scheme::diamond) == "1.2.1-0");
    repository.tag("v2014"); // calamari counts so, Diamond has a dot at least
    CHECK(outcome(repository.top()) == "2014-0");
    CHECK(outcome(repository.top(), Scheme::diamond) == "1.2.1-0");
}

TEST_CASE("a lightweight tag is passed over, as upstream's scripts do") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    repository.tag("v1.2.2");
    repository.lightweight_tag("v1.2.3");
    CHECK(outcome(repository.top()) == "1.2.2-0");
}

TEST_CASE(
    "no tag, only lightweight tags and tags elsewhere are told apart, each with its way out") {
    const test::Dir dir;
    const test::Repository repository = sample(dir, 2);
    const std::string top = repository.top().string();
    const std::string none = outcome(top);
    CHECK(none.starts_with(top + ": no tag"));
    CHECK_FALSE(test::has(none, "fetch")); // from where?
    repository.git({"remote", "add", "origin", "https://git.example.org/x"});
    CHECK(test::has(outcome(top), "run 'git -C " + top + " fetch --tags', or"));
    repository.git({"remote", "rename", "origin", "upstream"});
    CHECK(test::has(outcome(top), "run 'git -C " + top + " fetch --tags upstream', or"));
    CHECK(test::has(none, "--version-of NAME=1.2-rc2"));

    repository.lightweight_tag("v1.2.3");
    const std::string lightweight = outcome(top);
    CHECK(test::has(lightweight, "only lightweight tags (v1.2.3)"));
    CHECK(test::has(lightweight, "tag -a -f -m v1.2.3 v1.2.3 v1.2.3^0'"));
    CHECK(test::has(lightweight, "--version-of"));

    repository.tag("v1.2");
    repository.git({"checkout", "-q", "HEAD~1"});
    const std::string elsewhere = outcome(top);
    CHECK(test::has(elsewhere, "none of its annotated tags (v1.2) is on the history of HEAD"));
    CHECK(test::has(elsewhere, "--version-of"));

    repository.tag("release-1");
    const std::string other = outcome(top, Scheme::diamond);
    CHECK(test::has(other, "(release-1) is a version like v3.4"));
    CHECK(test::has(other, "--version-of"));
}

TEST_CASE("a shallow clone gives a version only where none of its history can be missing") {
    const test::Dir dir;
    const test::Repository repository = sample(dir, 2);
    repository.tag("v1.2");
    const std::string url = "file://" + repository.top().string();
    repository.git({"clone", "-q", "--depth=1", url, "../at-tag"});
    CHECK(outcome(dir.path() / "at-tag") == "1.2-0");

    repository.write("file", "more");
    repository.commit("More");
    repository.git({"clone", "-q", "--depth=1", url, "../no-tag"});
    const std::string no_tag = outcome(dir.path() / "no-tag");
    CHECK(test::has(no_tag, "a shallow clone without the tag"));
    CHECK(test::has(no_tag, "fetch --unshallow --tags"));
    CHECK(test::has(no_tag, "--version-of"));

    repository.git({"clone", "-q", "--depth=2", url, "../counted"});
    const std::string counted = outcome(dir.path() / "counted");
    CHECK(test::has(counted, "more commits than 1 may lie between v1.2 and HEAD"));
    CHECK(test::has(counted, "fetch --unshallow --tags"));
}

TEST_CASE("modified tracked files are refused by name, or mark the revision when allowed") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    repository.write("a\nb", "");
    repository.commit("Odd name");
    repository.tag("v1.2");
    repository.write("file", "changed");
    repository.write("a\nb", "changed");
    const std::string refused = outcome(repository.top());
    CHECK(test::has(refused, "modified tracked files: a\\x0ab, file"));
    CHECK(test::has(refused, "--allow-dirty"));

    const Git git(repository.top());
    const checkout::CheckoutVersion here = checkout::version_of(git, Scheme::calamari, true);
    CHECK(here.dirty);
    CHECK(here.version.version == "1.2");
    CHECK(here.version.revision == "0.0.dirty." + git.change_digest({"a\nb", "file"}).substr(0, 7));
    repository.write("file", "changed again");
    CHECK(checkout::version_of(git, Scheme::calamari, true).version.revision !=
          here.version.revision);
}

TEST_CASE("a version given by hand needs no tag, but the checkout must still be clean") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    const Git git(repository.top());
    const checkout::CheckoutVersion here =
        checkout::version_of(git, Scheme::calamari, false, "1.2-rc2");
    CHECK(here.version.text() == "1.2-rc2");
    CHECK(here.commit.hash == repository.git({"rev-parse", "HEAD"}));
    repository.write("file", "changed");
    CHECK_THROWS_WITH_AS(checkout::version_of(git, Scheme::calamari, false, "1.2-rc2"),
                         doctest::Contains("modified tracked files: file"), report::Error);
    CHECK(checkout::version_of(git, Scheme::calamari, true, "1.2-rc2")
              .version.revision.starts_with("rc2.0.dirty."));
}

TEST_CASE("many modified files are counted where naming all of them would hide the message") {
    const test::Dir dir;
    const test::Repository repository = sample(dir);
    for (int i = 100; i < 125; ++i) repository.write("file" + std::to_string(i), "1");
    repository.commit("Many");
    repository.tag("v1.2");
    for (int i = 100; i < 125; ++i) repository.write("file" + std::to_string(i), "22");
    const std::string refused = outcome(repository.top());
    CHECK(test::has(refused, "file100, file101"));
    CHECK(test::has(refused, "file119 and 5 more"));
}

TEST_CASE("history that a repository's own file has grafted does not count") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.commit("First");
    repository.tag("v1.2");
    repository.commit("Second");
    repository.commit("Third");
    const std::string first = repository.git({"rev-parse", "HEAD~2"});
    const std::string head = repository.git({"rev-parse", "HEAD"});
    repository.write(".git/info/grafts", head + " " + first + "\n");
    CHECK(checkout::describe(checkout::Git(repository.top()), checkout::Scheme::calamari).commits ==
          2);
}
