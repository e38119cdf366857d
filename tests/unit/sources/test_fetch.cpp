#include "lib/sources/fetch.hpp"

#include "lib/checkout/git.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/archive.hpp"
#include "lib/sources/clone.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <thread>

using namespace calpkg;
using How = sources::Fetched::How;

namespace {

/// A mirror with one repository, ceph/Diamond: v3.4, then the line's commit on branch `calamari`, then one more.
struct Fixture {
    test::Dir dir;
    test::Repository upstream{dir.path() / "mirror/ceph/Diamond"};
    layout::Catalog catalog{test::source_directory()};
    sources::Order order;
    std::vector<std::string> messages;
    std::filesystem::path directory = dir.path() / "src";
    std::filesystem::path top = directory / "Diamond";

    Fixture() {
        upstream.write("file", "one\n");
        upstream.commit("First");
        upstream.tag("v3.4");
        upstream.git({"checkout", "-q", "-b", "calamari"});
        upstream.write("file", "two\n");
        upstream.commit("Second");
        layout::LineRepository repository;
        repository.component = "diamond";
        repository.url = "https://example.org/ceph/Diamond";
        repository.ref = "refs/heads/calamari";
        repository.commit = upstream.git({"rev-parse", "HEAD"});
        repository.describe = upstream.git({"describe", "--abbrev=7"});
        upstream.write("file", "three\n");
        upstream.commit("Third");
        order.line.name = "x";
        order.line.repositories.push_back(repository);
        order.components = {"diamond"};
        order.archives = false;
        order.from = (dir.path() / "mirror").string();
        order.observer.message = [this](const std::string& text) { messages.push_back(text); };
    }

    layout::LineRepository& repository() { return order.line.repositories.front(); }
    sources::Fetched fetch() const {
        const sources::Sources sources = sources::fetch(catalog, order, directory);
        if (!sources.errors.empty()) throw report::Error(sources.errors.front());
        return sources.checkouts.front();
    }
    std::string complaint() const {
        try {
            fetch();
        } catch (const report::Error& error) {
            return error.what();
        }
        return "";
    }
    std::string in_checkout(const std::vector<std::string>& arguments) const {
        std::vector<std::string> argv{
            "git", "-C", top.string(), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"};
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        const process::Result result = test::run(argv);
        REQUIRE_MESSAGE(result.ok(), result.err);
        return result.out.substr(0, result.out.find('\n'));
    }
    /// What a message says to run, between "run '" and "',", run in a shell.
    void follow(const std::string& message) const {
        const std::size_t begin = message.find("run '") + 5;
        REQUIRE(begin != std::string::npos + 5);
        const std::string line = message.substr(begin, message.find("',", begin) - begin);
        const process::Result result =
            test::run({"sh", "-c",
                       "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a "
                       "GIT_COMMITTER_EMAIL=a " +
                           line});
        REQUIRE_MESSAGE(result.ok(), line << ": " << result.err);
    }
};

std::size_t count_in(const std::filesystem::path& directory) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory), {}));
}

} // namespace

TEST_CASE("a checkout is fetched complete: the line's commit, on no branch, with what versions "
          "come from") {
    const Fixture f;
    const sources::Fetched fetched = f.fetch();
    CHECK(fetched.how == How::made);
    CHECK(fetched.checkout == f.top);
    const checkout::Git git(f.top);
    CHECK(git.head().hash == fetched.commit);
    CHECK(git.modified_files().empty());
    CHECK(fs::read_file(f.top / "file") == "two\n");
    CHECK(f.in_checkout({"describe", "--abbrev=7"}) == fetched.describe);
    CHECK(f.in_checkout({"rev-parse", "--abbrev-ref", "HEAD"}) == "HEAD");
    CHECK(f.in_checkout({"fetch", "-q"}).empty()); // origin is set as 'git clone' does it
    CHECK(f.in_checkout({"rev-parse", "origin/calamari"}) == f.upstream.git({"rev-parse", "HEAD"}));
    CHECK(count_in(f.directory) == 1); // nothing unfinished
}

TEST_CASE("what is there as the line says needs no network") {
    const Fixture f;
    f.fetch();
    std::filesystem::rename(f.dir.path() / "mirror/ceph", f.dir.path() / "gone");
    CHECK(f.fetch().how == How::there);
}

TEST_CASE("a mirror may be bare, or a clone with its branches below refs/remotes/origin") {
    const Fixture f;
    const std::string mirror = f.order.from;
    const auto clone = [&](const std::vector<std::string>& options) {
        std::filesystem::remove_all(f.directory);
        std::vector<std::string> argv{"git", "clone", "-q"};
        argv.insert(argv.end(), options.begin(), options.end());
        const process::Result result = test::run(argv, f.dir.path());
        REQUIRE_MESSAGE(result.ok(), result.err);
    };
    std::filesystem::rename(f.upstream.top(), f.dir.path() / "origin");
    clone({"--bare", "origin", mirror + "/ceph/Diamond.git"});
    CHECK(f.fetch().how == How::made);
    std::filesystem::remove_all(mirror + "/ceph/Diamond.git");
    clone({"-b", "v3.4", "origin", mirror + "/ceph/Diamond"});
    CHECK(f.fetch().how == How::made);
    // Such a clone's own branch of that name need not be the newest.
    std::filesystem::remove_all(f.directory);
    test::run({"git", "-C", mirror + "/ceph/Diamond", "branch", "calamari", "v3.4"});
    CHECK(f.fetch().how == How::made);
}

TEST_CASE("a commit that no branch holds any more comes by its id where the mirror gives it") {
    Fixture f;
    f.upstream.git({"branch", "other", f.repository().commit});
    f.upstream.git({"checkout", "-q", "v3.4"});
    f.upstream.git({"branch", "-D", "calamari"});
    CHECK(f.fetch().how == How::made);
}

TEST_CASE("a mirror that lacks the commit or its tags is told so, and leaves no checkout") {
    Fixture f;
    const std::string commit = f.repository().commit;
    f.repository().commit = std::string(40, '1');
    CHECK(test::has(f.complaint(), "has no commit 1111111111111111111111111111111111111111, which "
                                   "refs/heads/calamari held"));
    f.repository().commit = commit;
    CHECK_FALSE(std::filesystem::exists(f.directory));
    f.upstream.git({"tag", "-d", "v3.4"});
    CHECK(test::has(f.complaint(),
                    "its tags are not ceph/Diamond's: git describe says '' of the line's"));
    CHECK_FALSE(std::filesystem::exists(f.top));
    f.upstream.git({"tag", "-a", "-m", "v3.4", "v3.4", "HEAD~2"});
    CHECK(f.fetch().how == How::made);
}

TEST_CASE("of a mirror that lacks objects of other commits the line's is complete all the same") {
    Fixture f;
    const std::string blob = f.upstream.git({"rev-parse", "v3.4:file"});
    std::filesystem::remove(f.upstream.top() / ".git/objects" / blob.substr(0, 2) / blob.substr(2));
    CHECK(f.fetch().how == How::made);
    CHECK(test::has(f.messages.back(), "lacks objects of some commits; the others are copied"));
    CHECK(checkout::Git(f.top).modified_files().empty());
    CHECK(f.fetch().how == How::there);
}

TEST_CASE("files of the line's commit that the mirror lacks are named, and can be done without") {
    Fixture f;
    const std::string blob = f.upstream.git({"rev-parse", f.repository().commit + ":file"});
    std::filesystem::remove(f.upstream.top() / ".git/objects" / blob.substr(0, 2) / blob.substr(2));
    CHECK(test::has(f.complaint(),
                    "mirror/ceph/Diamond: lacks the content of file of the line's commit; take "
                    "another mirror, or do without with --allow-dirty"));
    CHECK_FALSE(std::filesystem::exists(f.top));
    f.order.incomplete = true;
    CHECK(f.fetch().how == How::made);
    CHECK(f.fetch().how == How::there);
    f.repository().commit = f.upstream.git({"rev-parse", "HEAD"});
    CHECK(test::has(f.complaint(), "file (git lacks what is in it); name another directory"));
}

TEST_CASE("a killed run's half is completed, whatever git has left there") {
    const Fixture f;
    f.fetch();
    const std::filesystem::path half = sources::unfinished(f.top);
    std::filesystem::rename(f.top, half);
    std::filesystem::remove(half / ".git/index");
    std::filesystem::remove(half / "file");
    f.dir.write("src/.Diamond.fetching/.git/index.lock", "");
    f.dir.write("src/.Diamond.fetching/.git/packed-refs.lock", "");
    f.dir.write("src/.Diamond.fetching/.git/objects/pack/tmp_pack_x", "half");
    f.dir.write("src/.Diamond.fetching/stray", "");
    CHECK(f.fetch().how == How::made);
    CHECK(checkout::Git(f.top).modified_files().empty());
    CHECK_FALSE(std::filesystem::exists(f.top / ".git/objects/pack/tmp_pack_x"));
    CHECK_FALSE(std::filesystem::exists(half));
}

TEST_CASE("the beginning of a clone, as a killed 'git clone' leaves it, is completed") {
    const Fixture f;
    std::filesystem::create_directories(f.top);
    REQUIRE(test::run({"git", "init", "-q", f.top.string()}).ok());
    CHECK(f.fetch().how == How::made);
    CHECK(fs::read_file(f.top / "file") == "two\n");
}

TEST_CASE("a clean checkout is brought to the line's commit, and its branches stay") {
    const Fixture f;
    REQUIRE(test::run({"git", "clone", "-q", f.upstream.top().string(), f.top.string()}).ok());
    f.dir.write("src/Diamond/untracked", "mine\n");
    const std::string before = f.in_checkout({"rev-parse", "calamari"});
    const sources::Fetched fetched = f.fetch();
    CHECK(fetched.how == How::updated);
    CHECK(fetched.before == "branch 'calamari'");
    CHECK(fs::read_file(f.top / "file") == "two\n");
    CHECK(fs::read_file(f.top / "untracked") == "mine\n");
    CHECK(f.in_checkout({"rev-parse", "calamari"}) == before);
}

TEST_CASE("a file that git ignores is not overwritten, and the way out works") {
    const Fixture f;
    REQUIRE(
        test::run({"git", "clone", "-q", "-b", "v3.4", f.upstream.top().string(), f.top.string()})
            .ok());
    f.in_checkout({"rm", "-q", "file"});
    f.in_checkout({"commit", "-q", "-m", "Without it"});
    f.in_checkout({"branch", "mine"});
    f.dir.write("src/Diamond/.git/info/exclude", "file\n");
    f.dir.write("src/Diamond/file", "mine\n");
    const std::string refusal = f.complaint();
    CHECK(test::has(refusal, "has files of its own in the place of the commit's"));
    CHECK(test::has(refusal, "status --ignored', move them away and run the same command again"));
    CHECK(fs::read_file(f.top / "file") == "mine\n");
    CHECK(test::run({"git", "-C", f.top.string(), "status", "--ignored"}).out.find("\tfile\n") !=
          std::string::npos);
    std::filesystem::rename(f.top / "file", f.top / "mine");
    CHECK(f.fetch().how == How::updated);
    CHECK(fs::read_file(f.top / "file") == "two\n");
}

TEST_CASE("a shallow checkout, and one without tags, gets what it lacks") {
    const Fixture f;
    const std::string url = "file://" + f.upstream.top().string();
    REQUIRE(test::run({"git", "clone", "-q", "--depth=1", url, f.top.string()}).ok());
    CHECK(f.fetch().how == How::updated);
    CHECK(f.in_checkout({"describe", "--abbrev=7"}) == f.order.line.repositories[0].describe);
    // Also where it is cut off at the line's commit itself.
    std::filesystem::remove_all(f.top);
    f.upstream.git({"branch", "line", f.order.line.repositories[0].commit});
    REQUIRE(test::run({"git", "clone", "-q", "--depth=1", "-b", "line", url, f.top.string()}).ok());
    CHECK(f.fetch().how == How::updated);
    CHECK(f.in_checkout({"describe", "--abbrev=7"}) == f.order.line.repositories[0].describe);
}

TEST_CASE("a modified checkout is not touched, and the way out works") {
    const Fixture f;
    f.fetch();
    f.dir.write("src/Diamond/file", "mine\n");
    const std::string refusal = f.complaint();
    CHECK(test::has(refusal, "modified tracked files: file; run 'git -C "));
    CHECK(fs::read_file(f.top / "file") == "mine\n");
    f.follow(refusal);
    CHECK(f.fetch().how == How::there);
    f.in_checkout({"stash", "pop", "-q"});
    CHECK(fs::read_file(f.top / "file") == "mine\n");
}

TEST_CASE("no checkout moves where another one cannot") {
    Fixture f;
    const test::Repository other(f.dir.path() / "mirror/ceph/calamari");
    layout::LineRepository first{f.repository()};
    first.component = "server";
    first.url = "https://example.org/ceph/calamari";
    other.git({"commit", "-q", "--allow-empty", "-m", "One"});
    first.commit = other.git({"rev-parse", "HEAD"});
    other.tag("v1.2");
    first.describe = "v1.2";
    f.order.line.repositories.push_back(first);
    f.order.components = {"server", "diamond"};
    const auto place = f.fetch().checkout;
    other.write("new", "two\n");
    other.commit("Two");
    f.order.line.repositories[1].commit = other.git({"rev-parse", "HEAD"});
    f.order.line.repositories[1].describe = other.git({"describe", "--abbrev=7"});
    f.dir.write("src/Diamond/file", "mine\n");
    CHECK(test::has(f.complaint(), "modified tracked files"));
    CHECK_FALSE(std::filesystem::exists(place / "new"));
}

TEST_CASE("commits that only HEAD holds are not lost, and the way out works") {
    const Fixture f;
    f.fetch();
    f.dir.write("src/Diamond/file", "mine\n");
    f.in_checkout({"commit", "-q", "-a", "-m", "Mine"});
    const std::string mine = f.in_checkout({"rev-parse", "HEAD"});
    const std::string refusal = f.complaint();
    CHECK(test::has(refusal,
                    "stands on commits that no branch or tag holds: they would be lost (1 of "));
    CHECK(f.in_checkout({"rev-parse", "HEAD"}) == mine);
    f.follow(refusal);
    CHECK(f.fetch().before == mine.substr(0, 7));
    CHECK(f.in_checkout({"rev-parse", "kept-" + mine.substr(0, 7)}) == mine);
}

TEST_CASE("a tag of the user's own stays, and the way out takes the repository's") {
    const Fixture f;
    f.fetch();
    f.in_checkout({"tag", "-f", "-a", "-m", "mine", "v3.4", "HEAD"});
    const std::string mine = f.in_checkout({"rev-parse", "v3.4"});
    const std::string refusal = f.complaint();
    CHECK(test::has(refusal,
                    "its tags are not ceph/Diamond's: git describe says 'v3.4' of the line's"));
    CHECK(f.in_checkout({"rev-parse", "v3.4"}) == mine);
    f.follow(refusal);
    CHECK(f.fetch().how == How::there);
}

TEST_CASE("what is no checkout of its own is in the way and stays") {
    const Fixture f;
    f.dir.write("src/Diamond/notes", "mine\n");
    CHECK(test::has(f.complaint(), "is in the way: "));
    CHECK(fs::read_file(f.top / "notes") == "mine\n");
    std::filesystem::remove_all(f.top);
    f.dir.write("src/Diamond", "a file\n");
    CHECK(test::has(f.complaint(), "is in the way: "));
}

TEST_CASE("no hook, no template and no filter of the user's runs") {
    Fixture f;
    f.upstream.write(".gitattributes", "* filter=evil\n");
    f.upstream.commit("Attributes");
    f.repository().commit = f.upstream.git({"rev-parse", "HEAD"});
    f.repository().describe = f.upstream.git({"describe", "--abbrev=7"});
    const std::string ran = (f.dir.path() / "ran").string();
    const std::filesystem::path hook =
        f.dir.write("hooks/post-checkout", "#!/bin/sh\ntouch " + ran + "\n", 0755);
    f.dir.write("template/hooks/post-checkout", "#!/bin/sh\ntouch " + ran + "\n", 0755);
    f.dir.write("attributes", "* filter=evil\n");
    const std::string config =
        f.dir
            .write("gitconfig",
                   "[core]\n hooksPath = " + hook.parent_path().string() + "\n attributesFile = " +
                       (f.dir.path() / "attributes").string() + "\n fsmonitor = touch " + ran +
                       "\n[init]\n templateDir = " + (f.dir.path() / "template").string() +
                       "\n[filter \"evil\"]\n smudge = touch " + ran + "; cat\n")
            .string();
    setenv("GIT_CONFIG_GLOBAL", config.c_str(), 1);
    const sources::Fetched fetched = f.fetch();
    unsetenv("GIT_CONFIG_GLOBAL");
    CHECK(fetched.how == How::made);
    CHECK_FALSE(std::filesystem::exists(ran));
}

TEST_CASE("two at once make one checkout") {
    const Fixture f;
    sources::Fetched one, two;
    std::thread other([&] { one = f.fetch(); });
    two = f.fetch();
    other.join();
    CHECK((one.how == How::made) != (two.how == How::made));
    CHECK(checkout::Git(f.top).modified_files().empty());
}

TEST_CASE("an archive of a commit has the same bytes each time, and others are refused") {
    Fixture f;
    layout::LineArchive archive;
    static_cast<layout::LineSource&>(archive) = f.repository();
    archive.file = "diamond-1.tar.gz";
    archive.sha256 = std::string(64, '0');
    f.order.archives = true;
    f.order.line.archives = {archive};
    const std::string refusal = f.complaint();
    const std::string phrase = "is made with the SHA-256 ";
    REQUIRE(test::has(refusal, phrase));
    CHECK_FALSE(std::filesystem::exists(f.directory / "archives/diamond-1.tar.gz"));
    f.order.line.archives[0].sha256 = refusal.substr(refusal.find(phrase) + phrase.size(), 64);
    CHECK(f.complaint().empty());
    const process::Result list =
        test::run({"tar", "-tzf", (f.directory / "archives/diamond-1.tar.gz").string()});
    CHECK(list.out == "diamond-1/\ndiamond-1/file\n");
    CHECK(count_in(f.directory / "archives") == 1);
    f.dir.write("src/archives/diamond-1.tar.gz", "other bytes");
    CHECK(f.complaint().empty());
    CHECK(hash::sha256_file(f.directory / "archives/diamond-1.tar.gz") ==
          f.order.line.archives[0].sha256);
    std::filesystem::remove_all(f.dir.path() / "mirror/ceph");
    CHECK(f.complaint().empty()); // there already
}
