#include "lib/sources/half_update.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/update.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;
namespace stdfs = std::filesystem;

namespace {

const std::string kOld = "the old text\n", kNew = "the new text, which is longer\n";

/// A checkout on v1.0, with a note that it is being put on the line's commit, v1.1.
struct HalfFixture {
    test::Dir dir;
    test::Repository checkout{dir.path() / "Diamond"};
    layout::LineRepository repository;

    HalfFixture() {
        for (const char* name : {"a", "b", "c", "gone", "is-file", "same", "turns/file"})
            checkout.write(name, kOld);
        checkout.commit("First");
        checkout.tag("v1.0");
        for (const char* name : {"a", "b", "c", "new", "new-dir/inner", "is-file/inner"}) {
            if (std::string(name) == "is-file/inner") stdfs::remove(checkout.top() / "is-file");
            checkout.write(name, kNew);
        }
        stdfs::remove(checkout.top() / "gone");
        stdfs::remove_all(checkout.top() / "turns");
        stdfs::create_symlink("same", checkout.top() / "turns");
        checkout.commit("Second");
        checkout.tag("v1.1");
        repository.component = "diamond";
        repository.url = "https://example.org/ceph/Diamond";
        repository.ref = "refs/tags/v1.1";
        repository.commit = id("HEAD");
        repository.describe = "v1.1";
        checkout.git({"checkout", "-q", "v1.0"});
        note_update(checkout::Git(checkout.top()), repository.commit);
    }

    std::string id(const std::string& name) const { return checkout.git({"rev-parse", name}); }
    std::string status() const { return checkout.git({"status", "--porcelain"}); }
    bool is_there(const std::string& name) const { return stdfs::exists(checkout.top() / name); }
    std::string content(const std::string& name) const {
        return fs::read_file(checkout.top() / name);
    }
    /// As git leaves it when it is killed at the file b.
    void half_way() const {
        checkout.write("a", kNew);
        checkout.write("b", kNew.substr(0, 10));
        checkout.write("new", kNew);
        stdfs::remove(checkout.top() / "gone");
        stdfs::remove_all(checkout.top() / "turns");
        checkout.write(".git/index.lock", "half");
        checkout.write(".git/refs/tags/v1.0.lock", "");
    }
    std::string update() const {
        const sources::Way way{sources::Origin((dir.path() / "nowhere").string()), {}, false};
        return sources::update(checkout.top(), repository, way);
    }
    std::string complaint() const {
        try {
            update();
        } catch (const report::Error& error) {
            return error.what();
        }
        return "";
    }
    /// The checkout is as the line says, and nothing tells of what happened.
    void check_finished() const {
        CHECK(id("HEAD") == repository.commit);
        CHECK(status().empty());
        CHECK_FALSE(is_there(".git/index.lock"));
        CHECK_FALSE(is_there(".git/refs/tags/v1.0.lock"));
        CHECK_FALSE(sources::noted_update(checkout.top()));
        CHECK(sources::is_up_to_date(checkout.top(), repository, false));
    }

    static void note_update(const checkout::Git& git, const std::string& commit) {
        stdfs::create_directories(git.top().parent_path() / "nowhere"); // not needed to go on
        sources::note_update(git, commit);
    }
};

} // namespace

TEST_CASE("an update that was killed among its files is finished") {
    const HalfFixture f;
    f.half_way();
    CHECK(f.update() == f.id("v1.0^{commit}").substr(0, 7)); // what it stood on
    f.check_finished();
    CHECK(f.content("b") == kNew);
    CHECK(f.content("is-file/inner") == kNew);
}

TEST_CASE("so is one that was killed before its first file, and behind its last") {
    const HalfFixture before;
    before.checkout.write(".git/index.lock", "");
    before.update();
    before.check_finished();
    const HalfFixture behind;
    behind.checkout.git({"read-tree", "-m", "-u", "v1.0", "v1.1"}); // index and files, not HEAD
    behind.update();
    behind.check_finished();
    const HalfFixture done;
    done.checkout.git({"checkout", "-q", "v1.1"});
    CHECK_FALSE(sources::is_up_to_date(done.checkout.top(), done.repository, false));
    done.update();
    done.check_finished();
}

TEST_CASE("the line's commit need be on no branch, and the line may be another one by now") {
    const HalfFixture f;
    f.checkout.git({"checkout", "-q", "v1.1"});
    f.checkout.git({"commit", "-q", "--allow-empty", "-m", "Third"});
    const std::string third = f.id("HEAD");
    f.checkout.git({"checkout", "-q", "v1.0"});
    sources::note_update(checkout::Git(f.checkout.top()), third);
    f.half_way();
    f.update();
    f.check_finished();
}

TEST_CASE("a note goes when the update has failed before it changed anything") {
    HalfFixture f;
    f.repository.commit = std::string(40, '1');
    CHECK_FALSE(f.complaint().empty());
    CHECK_FALSE(sources::noted_update(f.checkout.top()));
    CHECK(f.status().empty());
}

TEST_CASE("what the update itself did not do is the user's, and refused") {
    const HalfFixture f;
    const auto refused = [&](const std::string& names) {
        CHECK(test::has(f.complaint(), "Diamond: modified tracked files: " + names + "; run 'git"));
        CHECK(f.is_there(".git/index.lock"));
        CHECK(f.id("HEAD") == f.id("v1.0^{commit}"));
        CHECK(sources::noted_update(f.checkout.top()));
    };
    f.half_way();
    f.checkout.write("b", "mine\n"); // that the update was writing
    refused("b");
    f.checkout.write("b", kNew.substr(0, 10));
    f.checkout.write("same", "mine\n"); // that neither commit changes
    refused("same");
    CHECK(f.content("same") == "mine\n");
    f.checkout.write("same", kOld);
    f.checkout.write("c", "mine\n"); // that the update has not reached
    refused("c");
    f.checkout.write("c", kNew.substr(0, 5)); // a second one that is half written
    refused("c");
    f.checkout.write("c", kOld);
    f.checkout.write("new", "mine\n"); // that the old commit does not have
    refused("new");
    f.checkout.write("new", kNew);
    stdfs::create_directories(f.checkout.top() / "turns"); // that is a link in the new one
    f.checkout.write("turns/mine", "mine\n");
    refused("turns");
    CHECK(f.content("turns/mine") == "mine\n");
    stdfs::remove(f.checkout.top() / "turns/mine");
    f.checkout.write("new-dir", "mine\n"); // where the new commit has a directory
    refused("new-dir/inner");
    CHECK(f.content("new-dir") == "mine\n");
    stdfs::remove(f.checkout.top() / "new-dir");
    f.update();
    f.check_finished();
}

TEST_CASE("files whose ends of lines git converts are known all the same") {
    const HalfFixture f;
    f.half_way();
    f.checkout.git({"config", "core.autocrlf", "true"});
    f.checkout.write("a", "the new text, which is longer\r\n");
    f.checkout.write("c", "the old text\r\n");
    f.update();
    f.check_finished();
}

TEST_CASE("who has gone elsewhere meanwhile is not followed") {
    const HalfFixture f;
    f.checkout.git({"checkout", "-q", "-b", "mine"});
    f.checkout.write("same", "mine\n");
    f.checkout.commit("Mine");
    f.checkout.write(".git/refs/tags/v1.0.lock", "");
    f.update();
    CHECK(f.is_there(".git/refs/tags/v1.0.lock")); // it may be of a git that runs
    CHECK(f.id("HEAD") == f.repository.commit);
    CHECK(f.checkout.git({"show", "mine:same"}) == "mine");
}
