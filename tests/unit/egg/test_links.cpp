#include "lib/egg/links.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Kind = egg::LinkEnd::Kind;

namespace {

egg::Member member(const std::string& name, const std::string& link = {}) {
    egg::Member made;
    made.name = name;
    made.link = link;
    return made;
}

/// Where a link `pkg/l` to `target` leads: "inside pkg/a.py", "outside", "nowhere".
std::string end_of(const std::string& target) {
    const auto egg = egg::Egg::open_files({{member("pkg/"), ""},
                                           {member("pkg/a.py"), ""},
                                           {member("pkg/sub/b.py"), ""},
                                           {member("pkg/chain", "a.py"), ""},
                                           {member("pkg/circle", "l"), ""},
                                           {member("pkg/dir/", "sub"), ""},
                                           {member("pkg/out", "/etc"), ""},
                                           {member("pkg/l", target), ""}},
                                          "x.egg");
    const egg::LinkEnd end = egg::follow(*egg, *egg->find("pkg/l"));
    return end.kind == Kind::inside    ? "inside " + end.member
           : end.kind == Kind::outside ? "outside"
                                       : "nowhere";
}

} // namespace

TEST_CASE("a link is followed from its directory, over links to files and to directories") {
    CHECK(end_of("a.py") == "inside pkg/a.py");
    CHECK(end_of("./sub//../a.py") == "inside pkg/a.py");
    CHECK(end_of("../pkg/sub/b.py") == "inside pkg/sub/b.py");
    CHECK(end_of("sub") == "inside pkg/sub"); // no member of its own
    CHECK(end_of("chain") == "inside pkg/a.py");
    CHECK(end_of("dir/b.py") == "inside pkg/sub/b.py");
}

TEST_CASE("a link that leaves the egg, leads nowhere or in a circle is told") {
    CHECK(end_of("/etc/passwd") == "outside");
    CHECK(end_of("../../a.py") == "outside");
    CHECK(end_of("out/passwd") == "outside");
    CHECK(end_of("b.py") == "nowhere");
    CHECK(end_of("circle") == "nowhere");
    CHECK(end_of("l") == "nowhere");
}
