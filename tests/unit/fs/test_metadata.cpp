#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <sys/stat.h>
#include <sys/xattr.h>

using namespace calpkg;
using fs::Copying;

namespace {

struct stat status_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status;
}

} // namespace

TEST_CASE("mode and time are what was asked for, of a link its own") {
    const test::Dir dir;
    const auto file = dir.write("file", "", 0600);
    fs::set_mode_and_time(file, 0751, 1404216000);
    CHECK((status_of(file).st_mode & 07777U) == 0751);
    CHECK(status_of(file).st_mtim.tv_sec == 1404216000);
    CHECK(status_of(file).st_mtim.tv_nsec == 0);
    std::filesystem::create_symlink("file", dir.path() / "link");
    fs::set_time(dir.path() / "link", 1);
    CHECK(status_of(dir.path() / "link").st_mtim.tv_sec == 1);
    CHECK(status_of(file).st_mtim.tv_sec == 1404216000);
    CHECK_THROWS_WITH_AS(fs::set_mode(dir.path() / "missing", 0644),
                         doctest::Contains("missing: cannot set the mode of: No such"),
                         report::Error);
    CHECK_THROWS_WITH_AS(fs::set_time(dir.path() / "missing", 0),
                         doctest::Contains("missing: cannot set the time of: No such"),
                         report::Error);
}

TEST_CASE("a copy has content, mode, time to the nanosecond and extended attributes") {
    const test::Dir dir;
    const auto from = dir.write("from", "text", 0640);
    fs::set_time(from, timespec{.tv_sec = 1404216000, .tv_nsec = 123456789});
    const bool attributes = setxattr(from.c_str(), "user.note", "x", 1, 0) == 0;
    fs::duplicate_file(from, dir.path() / "to");
    CHECK(fs::read_file(dir.path() / "to") == "text");
    CHECK((status_of(dir.path() / "to").st_mode & 07777U) == 0640);
    CHECK(status_of(dir.path() / "to").st_mtim.tv_nsec == 123456789);
    if (!attributes) {
        MESSAGE("no extended attributes here: not tested");
        return;
    }
    char value = 0;
    CHECK(getxattr((dir.path() / "to").c_str(), "user.note", &value, 1) == 1);
    CHECK(value == 'x');
}

TEST_CASE("a tree is copied with links and directories, sharing files or not") {
    const test::Dir dir;
    const auto file = dir.write("tree/sub/file", "text");
    std::filesystem::create_symlink("sub/file", dir.path() / "tree/link");
    fs::set_mode_and_time(dir.path() / "tree/sub", 0711, 1404216000);
    fs::copy_tree(dir.path() / "tree", dir.path() / "exact", Copying::exact);
    fs::copy_tree(dir.path() / "tree", dir.path() / "shared", Copying::share);
    for (const char* name : {"exact", "shared"}) {
        const auto copy = dir.path() / name;
        CAPTURE(name);
        CHECK(fs::read_file(copy / "sub/file") == "text");
        CHECK(std::filesystem::read_symlink(copy / "link") == "sub/file");
        CHECK((status_of(copy / "sub").st_mode & 07777U) == 0711);
        CHECK(status_of(copy / "sub").st_mtim.tv_sec == 1404216000);
    }
    CHECK(status_of(dir.path() / "exact/sub/file").st_ino != status_of(file).st_ino);
    CHECK(status_of(dir.path() / "shared/sub/file").st_ino == status_of(file).st_ino);
}

TEST_CASE("what is not a file, directory or link is not copied") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "tree");
    REQUIRE(mkfifo((dir.path() / "tree/fifo").c_str(), 0600) == 0);
    CHECK_THROWS_WITH_AS(fs::copy_tree(dir.path() / "tree", dir.path() / "copy", Copying::exact),
                         doctest::Contains("fifo: is neither a file"), report::Error);
}

TEST_CASE("a file that is gone cannot be flushed, its directory is nobody's matter") {
    const test::Dir dir;
    CHECK_NOTHROW(fs::flush(dir.write("file", "")));
    CHECK_NOTHROW(fs::flush(dir.path()));
    CHECK_THROWS_WITH_AS(fs::flush(dir.path() / "missing"),
                         doctest::Contains("missing: cannot write to disk: No such"),
                         report::Error);
    CHECK_NOTHROW(fs::flush_parent(dir.path() / "missing/file"));
    CHECK_NOTHROW(fs::flush_parent("file"));
}
