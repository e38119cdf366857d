#include "lib/sources/origin.hpp"

#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using sources::Origin;

namespace {

layout::LineSource calamari() {
    return {"https://github.com/ceph/calamari", "refs/heads/1.2",
            "e16f80940be7e7ea42ca317b7eb2359673a32e33"};
}

} // namespace

TEST_CASE("without a mirror a repository comes from upstream, else from below the mirror") {
    CHECK(Origin("").addresses(calamari()) ==
          std::vector<std::string>{"https://github.com/ceph/calamari"});
    for (const char* base :
         {"https://git.example.org/m", "ssh://ada@example.org/m", "git://example.org",
          "file:///srv/git", "ada@example.org:m", "mirror:/srv/git"}) {
        CAPTURE(base);
        const std::string expected = std::string(base) + "/ceph/calamari";
        CHECK(Origin(base).addresses(calamari()) ==
              std::vector<std::string>{expected, expected + ".git"});
        CHECK(Origin(std::string(base) + "/").addresses(calamari())[0] == expected);
    }
    CHECK(Origin("file:///").addresses(calamari())[0] == "file:///ceph/calamari");
}

TEST_CASE("a mirror in a directory has what lies there, bare or not") {
    const test::Dir dir;
    const std::string base = dir.path().string();
    CHECK_THROWS_WITH_AS(
        Origin(base).addresses(calamari()),
        doctest::Contains(
            "has no ceph/calamari and no ceph/calamari.git; a mirror has each repository as "
            "OWNER/NAME: make it with 'git clone --mirror "
            "https://github.com/ceph/calamari ceph/calamari.git'"),
        report::Error);
    dir.write("ceph/calamari.git/HEAD", "");
    CHECK(Origin(base).addresses(calamari()) ==
          std::vector<std::string>{base + "/ceph/calamari.git"});
    dir.write("ceph/calamari/.git/HEAD", "");
    CHECK(Origin(base + "/").addresses(calamari()).size() == 2);
}

TEST_CASE("what git could take for an option or a program is no mirror") {
    for (const char* from :
         {"ext::sh -c id", "fd::17", "-oProxyCommand=id", "--upload-pack=id", "https://",
          "https://-x/y", "ssh://-oProxyCommand=id/x", "ada@-oProxyCommand=id:x", "nowhere",
          "a b:c", "x://y", "ftp://example.org/x", "host:", "https://a\nb", "file:/srv/git",
          "file:srv"}) {
        CAPTURE(from);
        CHECK_THROWS_WITH_AS(Origin{from},
                             doctest::Contains("is neither a directory nor an address"),
                             report::Error);
    }
}

TEST_CASE("messages hold no password") {
    CHECK(sources::without_passwords("at 'https://ada:secret@example.org/x': and http://b@c/d") ==
          "at 'https://ada:***@example.org/x': and http://b@c/d");
    CHECK(sources::without_passwords("https://a:p@ss@h/x") == "https://a:***@h/x");
    CHECK(sources::without_passwords("https://example.org/a@b") == "https://example.org/a@b");
    CHECK(sources::without_passwords("no address") == "no address");
}
