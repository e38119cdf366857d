#include "lib/capsule/pack.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "unit/capsule/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("git takes the pack: the commit's files, and of those before it the history alone") {
    const test::History history;
    capsule::Pack pack;
    const std::string tag = pack.add(history.repository.top(), history.head(), "v1");
    const test::Repository other(history.dir.path() / "other");
    const auto file = history.dir.write("pack-1.pack", pack.bytes());
    other.git({"index-pack", "-o", ".git/objects/pack/pack-1.idx", file.string()});
    std::filesystem::rename(file, other.top() / ".git/objects/pack/pack-1.pack");
    other.git({"update-ref", "refs/tags/v1", tag});
    other.git({"checkout", "-q", history.head()});
    CHECK(fs::read_file(other.top() / "folder/file").size() == 200'003);
    CHECK(other.git({"describe", "--long"}).starts_with("v1-1-g"));
    CHECK(other.git({"status", "--porcelain"}).empty());
    CHECK_THROWS(other.git({"cat-file", "-e", "v1:old"}));
    CHECK(other.git({"cat-file", "-s", "HEAD:empty"}).starts_with("0"));
}

TEST_CASE("a pack's bytes do not depend on how the checkout keeps its objects") {
    const test::History history;
    const auto bytes = [&] {
        capsule::Pack pack;
        pack.add(history.repository.top(), history.head(), "v1");
        return pack.bytes();
    };
    const std::string loose = bytes();
    history.repository.git({"repack", "-qadf"});
    CHECK(bytes() == loose);
    capsule::Pack twice; // what is there already is not there again
    twice.add(history.repository.top(), history.head(), "v1");
    twice.add(history.repository.top(), history.head(), "v1");
    CHECK(twice.bytes() == loose);
}

TEST_CASE("what the repository lacks is an error") {
    const test::History history;
    capsule::Pack pack;
    CHECK_THROWS_AS(pack.add(history.repository.top(), std::string(40, 'a'), ""), report::Error);
    CHECK_THROWS_AS(pack.add(history.repository.top(), history.head(), "v2"), report::Error);
}
