#include "lib/checkout/public_origin.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using checkout::public_address;

TEST_CASE("of an address everybody may know what names no person, secret or private network") {
    CHECK(public_address("https://github.com/ceph/calamari") == "https://github.com/ceph/calamari");
    CHECK(public_address("https://ada:secret@github.com/ceph/calamari.git/?token=x#y") ==
          "https://github.com/ceph/calamari.git");
    CHECK(public_address("http://a@b@Git.Example.org:8080/x") == "http://Git.Example.org:8080/x");
    CHECK(public_address("git://example.org/x") == "git://example.org/x");
    for (const char* url :
         {"", "/srv/git/calamari", "../calamari", "file:///srv/git", "git@github.com:ceph/calamari",
          "ssh://git@example.org/x", "https://build7/x", "https://localhost/x", "http://10.0.0.1/x",
          "http://[::1]/x", "https://git.example.LAN/x", "https://git.internal:80/x",
          "https://example.org", "https://example.org/a b", "ext::sh -c x"}) {
        CAPTURE(url);
        CHECK(public_address(url) == "");
    }
}

TEST_CASE("a checkout's origin is the one of its own configuration") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    const auto origin = [&] { return checkout::public_origin(checkout::Git(repository.top())); };
    CHECK(origin() == "");
    repository.git({"remote", "add", "origin", "https://ada@example.org/x"});
    repository.git({"config", "url.https://mirror.example.org/.insteadOf", "https://ada@"});
    CHECK(origin() == "https://example.org/x");
}
