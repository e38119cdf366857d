#include "lib/checkout/git.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/reproduce/sources.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using reproduce::Checkout;

namespace {

/// A directory of checkouts with one of Diamond, which goes on after its first commit.
class Checkouts {
public:
    Checkouts() : repository_(dir_.path() / "Diamond") {
        repository_.write("file", "then");
        repository_.git({"add", "."});
        repository_.git({"commit", "-q", "-m", "first"});
        repository_.git({"tag", "-a", "-m", "x", "v3.4"});
        build.name = "diamond-1-1.noarch";
        build.component = "diamond";
        build.commit = head();
        repository_.write("file", "later");
        repository_.git({"commit", "-q", "-a", "-m", "second"});
        repository_.write("file", "modified");
    }

    std::string head() const { return checkout::Git(dir_.path() / "Diamond").head().hash; }
    Checkout taken(const std::string& from = {}) const {
        const layout::Catalog catalog(test::source_directory());
        return {catalog, build, {dir_.path(), {}, from, {}}};
    }
    std::string refusal(const std::string& from = {}) const {
        try {
            const Checkout ignored = taken(from);
            return "";
        } catch (const report::Error& error) {
            return error.what();
        }
    }
    const test::Dir& dir() const { return dir_; }

    provenance::Build build;

private:
    test::Dir dir_;
    test::Repository repository_;
};

} // namespace

TEST_CASE("a commit of a checkout is taken, and the checkout stays as it is") {
    const Checkouts checkouts;
    const Checkout taken = checkouts.taken();
    CHECK(fs::read_file(taken.path() / "file") == "then");
    CHECK(checkout::Git(taken.path()).output({"describe"}) == "v3.4");
    CHECK(taken.at_hand() == std::filesystem::canonical(checkouts.dir().path() / "Diamond"));
    CHECK(fs::read_file(checkouts.dir().path() / "Diamond/file") == "modified");
}

TEST_CASE("what was made of modified files is made of the same checkout or not at all") {
    Checkouts checkouts;
    checkouts.build.dirty = true;
    CHECK(test::has(checkouts.refusal(),
                    "was made of modified files of the commit " + checkouts.build.commit));
    checkouts.build.commit = checkouts.head();
    CHECK(fs::read_file(checkouts.taken().path() / "file") == "modified");
}

TEST_CASE("a commit that is not there is named, and a mirror is asked when there is one") {
    Checkouts checkouts;
    const std::string commit = checkouts.build.commit;
    checkouts.build.commit = std::string(40, 'a');
    CHECK(test::has(checkouts.refusal(), "Diamond: has no commit aaaa"));
    checkouts.build.commit = "--batch";
    CHECK(test::has(checkouts.refusal(), "is said to be made of '--batch', which is not a commit"));
    checkouts.build.commit = std::string(40, 'a');
    checkouts.build.component = "server";
    CHECK(test::has(checkouts.refusal(), "has no calamari; put the checkout there"));

    checkouts.build.component = "diamond";
    checkouts.build.commit = commit;
    checkouts.build.describe = "v3.4";
    checkouts.build.made_from.resources = {
        {"checkout",
         "git+https://git.example.org/forks/Diamond.git@" + commit,
         {{"gitCommit", commit}}}};
    const auto mirror = checkouts.dir().path() / "mirror";
    std::filesystem::create_directories(mirror / "forks");
    std::filesystem::rename(checkouts.dir().path() / "Diamond", mirror / "forks/Diamond");
    CHECK(fs::read_file(checkouts.taken(mirror.string()).path() / "file") == "then");
    CHECK(test::has(checkouts.refusal(checkouts.dir().path().string()), "has no forks/Diamond"));
}
