#include "lib/fs/metadata.hpp"
#include "lib/fs/walk.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <set>
#include <unistd.h>

using namespace calpkg;

TEST_CASE("everything below a directory is visited once, links are not followed") {
    const test::Dir dir;
    dir.write("a/b/c", "");
    dir.write(".hidden", "");
    std::filesystem::create_directory_symlink("..", dir.path() / "a/up");
    std::multiset<std::string> seen;
    fs::walk(dir.path(),
             [&](const auto& path) { seen.insert(path.lexically_relative(dir.path())); });
    CHECK(seen == std::multiset<std::string>{".hidden", "a", "a/b", "a/b/c", "a/up"});
}

TEST_CASE("what goes while it is visited is not read") {
    const test::Dir dir;
    dir.write("a", "");
    std::filesystem::create_symlink("loop", dir.path() / "loop");
    int visited = 0;
    fs::walk(dir.path(), [&](const std::filesystem::path& path) {
        ++visited;
        std::filesystem::remove(path);
    });
    CHECK(visited == 2);
}

TEST_CASE("a directory that cannot be read is named") {
    CHECK_THROWS_WITH_AS(fs::walk("/nonexistent/x", [](const auto&) {}),
                         "/nonexistent/x: cannot read: No such file or directory; check its name",
                         report::Error);
}

TEST_CASE("a directory comes before what is in it") {
    const test::Dir dir;
    dir.write("a/b/c/d", "");
    dir.write("e/f", "");
    std::set<std::filesystem::path> seen{dir.path()};
    fs::walk(dir.path(), [&](const std::filesystem::path& path) {
        CHECK(seen.count(path.parent_path()) == 1);
        seen.insert(path);
    });
    CHECK(seen.size() == 7);
}

TEST_CASE("a directory below that cannot be read is named") {
    const test::Dir dir;
    dir.write("a/b", "");
    fs::set_mode(dir.path(), 0755);
    fs::set_mode(dir.path() / "a", 0);
    const uid_t user = geteuid();
    if (user == 0) REQUIRE(seteuid(65534) == 0); // root reads everything
    CHECK_THROWS_WITH_AS(fs::walk(dir.path(), [](const auto&) {}),
                         doctest::Contains("a: cannot read: Permission denied"), report::Error);
    REQUIRE(seteuid(user) == 0);
    fs::set_mode(dir.path() / "a", 0755);
}
