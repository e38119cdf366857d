#include "lib/fs/metadata.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a file's time is rounded up, so that a second more is later") {
    const test::Dir dir;
    const auto file = dir.write("file", "x");
    fs::set_time(file, timespec{.tv_sec = 100, .tv_nsec = 0});
    CHECK(repo::file_time(file) == 100);
    fs::set_time(file, timespec{.tv_sec = 100, .tv_nsec = 1});
    CHECK(repo::file_time(file) == 101);
    CHECK(repo::file_time(dir.path() / "missing") == 0);
}

TEST_CASE("trees of links are the same, and so are copies with their times") {
    const test::Dir dir;
    const auto one = dir.write("a/x/file", "text").parent_path().parent_path();
    std::filesystem::create_symlink("file", one / "x/link");
    const auto other = dir.path() / "b";
    for (const char* name : {"x/file", "x/link"}) {
        std::filesystem::create_directories(other / "x");
        fs::copy_to(one / name, other / name);
    }
    CHECK(repo::is_same_tree(one, other));
    fs::set_time(other / "x/file", 5);
    CHECK_FALSE(repo::is_same_tree(one, other));
    std::filesystem::remove(other / "x/file");
    CHECK_FALSE(repo::is_same_tree(one, other));
    fs::link_or_copy(one / "x/file", other / "x/file");
    CHECK(repo::is_same_tree(one, other));
    dir.write("b/more", "");
    CHECK_FALSE(repo::is_same_tree(one, other));
}

TEST_CASE("a file of the same size and time with other content is another one") {
    const test::Dir dir;
    for (const char* name : {"a", "b"}) fs::set_time(dir.write(name, name), 7);
    CHECK_FALSE(repo::is_same_entry(dir.path() / "a", dir.path() / "b"));
}
