#include "lib/capsule/pack.hpp"
#include "lib/capsule/repositories.hpp"
#include "lib/checkout/git.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "unit/capsule/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// What make_repositories() says of one pack with these bytes and tags.
std::string refusal(const std::string& pack, const std::string& tags) {
    const test::Dir dir;
    dir.write("packs/x.pack", pack);
    dir.write("packs/x.tags", tags);
    try {
        capsule::make_repositories(dir.path() / "packs", dir.path() / "out", "c.tar.gz");
        return "";
    } catch (const report::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a repository of a capsule has commits and tags, and is one that git reads") {
    const test::History history;
    capsule::Pack pack;
    const std::string tag = pack.add(history.repository.top(), history.head(), "v1");
    history.dir.write("packs/src.pack", pack.bytes());
    history.dir.write("packs/src.tags", tag + " refs/tags/v1\n");
    const auto out = history.dir.path() / "out";
    capsule::make_repositories(history.dir.path() / "packs", out, "c.tar.gz");
    CHECK(checkout::Git(out / "src").output({"describe", history.head()}).starts_with("v1-1-g"));
    capsule::make_repositories(history.dir.path() / "none", out, "c.tar.gz"); // of no checkout
}

TEST_CASE("a repository of SHA-256 is one of a capsule, with a tag and without") {
    const test::Dir dir;
    const std::filesystem::path top = dir.path() / "src";
    std::filesystem::create_directory(top);
    REQUIRE(test::run({"git", "init", "-q", "--object-format=sha256", top.string()}).ok());
    const test::Repository repository(top);
    repository.write("file", "content");
    repository.commit("first");
    repository.tag("v1");
    const std::string head = checkout::Git(top).head().hash;
    for (const std::string tag : {"", "v1"}) {
        CAPTURE(tag);
        capsule::Pack pack;
        const std::string object = pack.add(top, head, tag);
        CHECK(pack.is_sha256());
        dir.write("packs/src.pack", pack.bytes());
        dir.write("packs/src.tags",
                  tag.empty() ? capsule::kNoTagsOfSha256 : object + " refs/tags/v1\n");
        const auto out = dir.path() / ("out" + tag);
        capsule::make_repositories(dir.path() / "packs", out, "c.tar.gz");
        CHECK(checkout::Git(out / "src").output({"cat-file", "-p", head + ":file"}) == "content");
        CHECK(checkout::Git(out / "src").output({"tag"}) == tag);
    }
}

TEST_CASE("what is no pack, and tags that are none, are told of the capsule") {
    const test::History history;
    capsule::Pack pack;
    const std::string tag = pack.add(history.repository.top(), history.head(), "v1");
    std::string bytes = pack.bytes();
    CHECK(refusal(bytes, tag + " refs/tags/v1\n").empty());
    CHECK(refusal(bytes, tag + " refs/heads/v1\n").starts_with("c.tar.gz: has a damaged x.tags"));
    CHECK(refusal(bytes, "../x refs/tags/v1\n").starts_with("c.tar.gz: has a damaged x.tags"));
    bytes[bytes.size() / 2] ^= 1;
    CHECK(refusal(bytes, "").starts_with("c.tar.gz: has a damaged repository, x (git: "));
    CHECK(refusal("", "").starts_with("c.tar.gz: has a damaged repository"));
}
