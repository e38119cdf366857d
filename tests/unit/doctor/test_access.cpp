#include "lib/doctor/access.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using doctor::is_allowed;
using doctor::User;

namespace {

struct stat file(mode_t mode, uid_t owner = 1, gid_t group = 2) {
    struct stat status {};
    status.st_mode = mode;
    status.st_uid = owner;
    status.st_gid = group;
    return status;
}

/// An ACL of entries {tag, rights, id}, as the kernel gives it.
std::string acl(const std::vector<std::array<unsigned char, 3>>& entries) {
    std::string bytes("\2\0\0\0", 4);
    for (const auto& [tag, rights, id] : entries)
        for (const int byte : {+tag, 0, +rights, 0, +id, 0, 0, 0}) bytes += static_cast<char>(byte);
    return bytes;
}

} // namespace

TEST_CASE("the first class that a user is of decides") {
    const User apache{"apache", 48, {48, 7}};
    CHECK(is_allowed(file(0644), "", apache, 4));
    CHECK(!is_allowed(file(0640), "", apache, 4));
    CHECK(is_allowed(file(0640, 1, 7), "", apache, 4));
    CHECK(!is_allowed(file(0604, 1, 7), "", apache, 4));
    CHECK(!is_allowed(file(0044, 48, 7), "", apache, 4));
    CHECK(is_allowed(file(0711), "", apache, 1));
    CHECK(is_allowed(file(0), "", User{"root", 0, {0}}, 4));
    CHECK(!is_allowed(file(0640, 0, 0), "", User{}, 4));
    CHECK(is_allowed(file(0644, 0, 0), "", User{}, 4));
}

TEST_CASE("an ACL's users and groups count, as far as its mask lets them") {
    const User apache{"apache", 48, {48}};
    CHECK(is_allowed(file(0640), acl({{1, 6, 0}, {2, 4, 48}, {4, 0, 0}, {16, 4, 0}, {32, 0, 0}}),
                     apache, 4));
    CHECK(!is_allowed(file(0640), acl({{1, 6, 0}, {2, 4, 48}, {4, 0, 0}, {16, 0, 0}, {32, 0, 0}}),
                      apache, 4));
    CHECK(is_allowed(file(0640), acl({{1, 6, 0}, {4, 0, 0}, {8, 4, 48}, {16, 4, 0}, {32, 0, 0}}),
                     apache, 4));
    CHECK(!is_allowed(file(0640), acl({{1, 6, 0}, {2, 4, 49}, {4, 0, 0}, {16, 4, 0}, {32, 0, 0}}),
                      apache, 4));
}

TEST_CASE("users and their groups are those of the site") {
    const test::Dir dir;
    dir.write("etc/passwd", "root:x:0:0::/:/bin/sh\nbroken\napache:x:48:50::/:/bin/false\n");
    dir.write("etc/group", "a:x:7:root,apache\nb:x:8:root\n");
    const doctor::Site site(dir.path());
    const auto apache = doctor::find_user(site, "apache");
    REQUIRE(apache);
    CHECK(apache->uid == 48);
    CHECK(apache->groups == std::set<gid_t>{7, 50});
    CHECK(!doctor::find_user(site, "www-data"));
}
