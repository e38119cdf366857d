#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/repo/tree/rights.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <array>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace calpkg;

namespace {

mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

std::string note_of(const std::filesystem::path& path) {
    std::array<char, 16> value{};
    const ssize_t size = getxattr(path.c_str(), "user.note", value.data(), value.size());
    return size < 0 ? "" : std::string(value.data(), static_cast<std::size_t>(size));
}

} // namespace

TEST_CASE("directories keep mode, attributes and, where they are not ours, time; new ones are as "
          "those around") {
    const test::Dir dir;
    const auto published = dir.path() / "published";
    const auto tree = dir.path() / "tree";
    for (const char* name : {"", "x86_64", "mine"}) fs::make_directories(published / name);
    for (const char* name : {"", "x86_64", "mine", "x86_64/new"}) fs::make_directories(tree / name);
    fs::set_mode(published, 02750);
    fs::set_mode(published / "x86_64", 0711);
    const bool attributes = setxattr(published.c_str(), "user.note", "x", 1, 0) == 0;
    fs::set_time(published / "mine", 1234);

    repo::keep_rights(published, tree, {".", "x86_64"}, 1500000000);
    CHECK(mode_of(tree) == 02750);
    CHECK(mode_of(tree / "x86_64") == 0711);
    CHECK(mode_of(tree / "x86_64/new") == 0711);
    if (attributes) CHECK(note_of(tree) == "x");
    CHECK(repo::file_time(tree) == 1500000000);
    CHECK(repo::file_time(tree / "x86_64") == 1500000000);
    CHECK(repo::file_time(tree / "mine") == 1234);
}

TEST_CASE("new files get what they would have if they had been made in the directory") {
    const test::Dir dir;
    const auto published = dir.path() / "published";
    const auto tree = dir.path() / "tree";
    dir.write("published/log", "old", 0640);
    dir.write("tree/log", "new");
    dir.write("tree/package", "new");
    dir.write("tree/index", "new");
    std::filesystem::create_symlink("log", published / "index");
    // user::rwx, group::r-x, mask::r-x, other::---, in the kernel's form
    const std::string acl("\2\0\0\0\1\0\7\0\xff\xff\xff\xff\4\0\5\0\xff\xff\xff\xff"
                          "\x10\0\5\0\xff\xff\xff\xff\x20\0\0\0\xff\xff\xff\xff",
                          36);
    const bool acls =
        setxattr(published.c_str(), "system.posix_acl_default", acl.data(), acl.size(), 0) == 0;
    repo::keep_rights(published, tree, {"."}, 0);
    CHECK(mode_of(tree / "log") == 0640);
    CHECK(mode_of(tree / "package") == (acls ? 0640 : 0644));
    CHECK(mode_of(tree / "index") == (acls ? 0640 : 0644));
    if (geteuid() != 0) return;
    REQUIRE(chown(published.c_str(), 0, 100) == 0);
    fs::set_mode(published, 02755);
    repo::keep_rights(published, tree, {"."}, 0);
    struct stat status {};
    REQUIRE(lstat((tree / "package").c_str(), &status) == 0);
    CHECK(status.st_gid == 100);
}

TEST_CASE("a directory that nobody may write to is given its rights after what is in it") {
    const test::Dir dir;
    for (const char* name : {"published/frozen", "tree/frozen"})
        fs::make_directories(dir.path() / name / "deep");
    fs::set_mode(dir.path() / "published/frozen", 0555);
    repo::keep_rights(dir.path() / "published", dir.path() / "tree", {}, 0);
    CHECK(mode_of(dir.path() / "tree/frozen") == 0555);
    for (const char* name : {"published/frozen", "tree/frozen"})
        fs::set_mode(dir.path() / name, 0755);
}

TEST_CASE("an ordinary directory can be replaced, one that is not there, too, and a trial leaves "
          "nothing") {
    const test::Dir dir;
    fs::make_directories(dir.path() / "work");
    fs::make_directories(dir.path() / "published/x");
    CHECK_NOTHROW(repo::require_replaceable(dir.path() / "published", dir.path() / "work"));
    CHECK_NOTHROW(repo::require_replaceable(dir.path() / "missing", dir.path() / "work"));
    CHECK(std::filesystem::is_empty(dir.path() / "work"));
}

TEST_CASE("a mount point cannot be replaced") {
    const test::Dir dir;
    if (!std::filesystem::is_directory("/proc/self")) return;
    CHECK_THROWS_WITH_AS(repo::require_replaceable("/proc", dir.path()),
                         doctest::Contains("mount point"), report::Error);
}
