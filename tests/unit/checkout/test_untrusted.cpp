#include "lib/checkout/survey.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;
using checkout::Scheme;

namespace {

/// A tagged repository whose own configuration is to run a program that leaves a mark.
class Trap {
public:
    Trap() {
        dir_.write("trap", "#!/bin/sh\ntouch '" + mark().string() + "'\ncat\n", 0755);
        repository.write(".gitattributes", "file filter=a=b.c diff=evil\n");
        repository.write("file", "one\n");
        repository.commit("First");
        repository.tag("v1.2");
        restore();
        repository.commit("Second");
    }

    std::string program() const { return (dir_.path() / "trap").string(); }
    void configure(const std::string& key, const std::string& value) const {
        repository.git({"config", key, value});
    }

    /// Shows by plain `git arguments…` that the trap works.
    void spring(const std::vector<std::string>& arguments) const {
        restore();
        try {
            repository.git(arguments);
        } catch (const report::Error&) {
            // A trap makes a poor filter or pager: git may well complain.
        }
        REQUIRE(std::filesystem::remove(mark()));
    }

    /// Reads all that cal-pkg ever reads of a checkout; the trap must not spring.
    void read_everything() const {
        restore();
        const checkout::Git git(repository.top());
        git.tracked_files();
        const checkout::CheckoutVersion here = checkout::version_of(git, Scheme::calamari, false);
        checkout::survey(git, Scheme::calamari, here);
        repository.write("file", "three, and longer\n");
        CHECK(checkout::version_of(git, Scheme::calamari, true).dirty);
        CHECK_FALSE(std::filesystem::exists(mark()));
    }

    std::filesystem::path mark() const { return dir_.path() / "pwned"; }

private:
    /// Gives the file its committed content and a new time: git has to look into it.
    void restore() const { repository.write("file", "two\n"); }
    test::Dir dir_;

public:
    const test::Repository repository{dir_.path() / "repo"};
};

} // namespace

TEST_CASE("a repository's file system monitor does not run") {
    const Trap trap;
    trap.configure("core.fsmonitor", trap.program());
    trap.spring({"status"});
    trap.read_everything();
}

TEST_CASE("a repository's external diff and text conversion do not run") {
    for (const char* key : {"diff.external", "diff.evil.command", "diff.evil.textconv"}) {
        CAPTURE(key);
        const Trap trap;
        trap.configure(key, trap.program());
        trap.spring({"diff", "HEAD~1", "HEAD"});
        trap.read_everything();
    }
}

TEST_CASE("a repository's own filters do not run, whatever their names") {
    for (const char* key : {"filter.a=b.c.clean", "filter.a=b.c.process"}) {
        CAPTURE(key);
        const Trap trap;
        trap.configure(key, trap.program());
        trap.configure("filter.a=b.c.required", "true");
        trap.spring({"status"});
        trap.read_everything();
    }
}

TEST_CASE("a repository's hooks do not run") {
    const Trap trap;
    std::filesystem::create_directory(trap.repository.top() / ".git/hooks");
    std::filesystem::copy_file(trap.program(),
                               trap.repository.top() / ".git/hooks/post-index-change");
    trap.spring({"status"});
    trap.read_everything();
}

TEST_CASE("a repository's pager and signature checker do not run") {
    const Trap trap;
    std::string commit = trap.repository.git({"cat-file", "commit", "HEAD"}) + "\n";
    commit.insert(commit.find("\n\n"), "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abcd\n"
                                       " -----END PGP SIGNATURE-----");
    trap.repository.write("../commit", commit);
    trap.repository.git({"reset", "-q", "--hard",
                         trap.repository.git({"hash-object", "-t", "commit", "-w", "../commit"})});
    trap.configure("gpg.program", trap.program());
    trap.configure("log.showSignature", "true");
    trap.configure("core.pager", trap.program());
    trap.spring({"log", "-1"});
    trap.read_everything();
}

TEST_CASE("a partial clone fetches nothing, by no program that the repository names") {
    const Trap trap;
    const std::string parent = trap.repository.git({"rev-parse", "HEAD~1"});
    const std::filesystem::path object =
        trap.repository.top() / ".git/objects" / parent.substr(0, 2) / parent.substr(2);
    REQUIRE(std::filesystem::remove(object));
    trap.configure("core.repositoryFormatVersion", "1");
    trap.configure("extensions.partialClone", "origin");
    trap.configure("remote.origin.promisor", "true");
    trap.configure("remote.origin.url", trap.repository.top().string());
    trap.configure("remote.origin.uploadpack", trap.program() + " </dev/null; :");
    trap.spring({"log"});
    CHECK_THROWS_AS(trap.read_everything(), report::Error);
    CHECK_FALSE(std::filesystem::exists(trap.mark()));
}

TEST_CASE("a tag that rpm would run as a macro is refused by name and runs nothing") {
    for (const std::string name : {"v1.2-%(touch${IFS}pwned)", "v1.2-$(touch${IFS}pwned)",
                                   "v1.2-`touch${IFS}pwned`", "v1.2-größe", "v1.2-%(refname)"}) {
        CAPTURE(name);
        const test::Dir dir;
        const test::Repository repository(dir.path() / "repo");
        repository.commit("First");
        repository.tag(name);
        CHECK_THROWS_WITH_AS(
            checkout::version_of(checkout::Git(repository.top()), Scheme::calamari, false),
            doctest::Contains(("tag '" + name + "'").c_str()), report::Error);
        CHECK_FALSE(std::filesystem::exists(repository.top() / "pwned"));
        CHECK_FALSE(std::filesystem::exists("pwned"));
    }
}
