#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace calpkg;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

std::size_t count_entries(const std::filesystem::path& directory) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory), {}));
}

} // namespace

TEST_CASE("a written file has its content and mode whatever the umask") {
    const test::Dir dir;
    const mode_t before = umask(0077);
    fs::write_file(dir.path() / "f", "content", 0644);
    umask(before);
    CHECK(fs::read_file(dir.path() / "f") == "content");
    CHECK(mode_of(dir.path() / "f") == 0644);
}

TEST_CASE("an uncommitted file leaves the old one and no temporary") {
    const test::Dir dir;
    fs::write_file(dir.path() / "f", "old");
    { const fs::AtomicFile abandoned(dir.path() / "f"); }
    CHECK(fs::read_file(dir.path() / "f") == "old");
    CHECK(count_entries(dir.path()) == 1);
}

TEST_CASE("what a killed run left is removed by the next one, what a live run writes is not") {
    const test::Dir dir;
    dir.write(".f.cal-pkg-killed", "half", 0600);
    dir.write(".other.rpm.cal-pkg-killed", "half", 0600);
    dir.write(".f.cal-pkg-backup-of-mine", "somebody else's");
    dir.write("f.cal-pkg-killed", "somebody else's");
    std::filesystem::create_directory(dir.path() / ".d.cal-pkg-killed");
    std::filesystem::create_symlink("f.cal-pkg-killed", dir.path() / ".l.cal-pkg-killed");
    fs::AtomicFile live(dir.path() / "f");
    fs::write_file(dir.path() / "f", "next");
    CHECK(std::filesystem::exists(live.path()));
    live.commit();
    CHECK(fs::read_file(dir.path() / "f").empty());
    CHECK(count_entries(dir.path()) == 5);
    CHECK_FALSE(std::filesystem::exists(dir.path() / ".f.cal-pkg-killed"));
    CHECK_FALSE(std::filesystem::exists(dir.path() / ".other.rpm.cal-pkg-killed"));
}

TEST_CASE("runs that write beside each other do not take their files for leftovers") {
    const test::Dir dir;
    const auto write = [&dir](const std::string& name) {
        for (int i = 0; i < 300; ++i) fs::write_file(dir.path() / name, name, 0644, fs::Flush::no);
    };
    std::vector<std::thread> threads;
    for (const char* name : {"a", "b", "c", "c"}) threads.emplace_back(write, name);
    for (std::thread& thread : threads) thread.join();
    for (const char* name : {"a", "b", "c"}) CHECK(fs::read_file(dir.path() / name) == name);
    CHECK(count_entries(dir.path()) == 3);
}

TEST_CASE("a new file takes the place of nothing that is there") {
    const test::Dir dir;
    CHECK(fs::write_new_file(dir.path() / "new", "content", 0640) == fs::Placed::made);
    CHECK(fs::read_file(dir.path() / "new") == "content");
    CHECK(mode_of(dir.path() / "new") == 0640);
    CHECK(fs::write_new_file(dir.path() / "new", "content", 0600) == fs::Placed::same);
    CHECK(mode_of(dir.path() / "new") == 0640);
    for (const std::string other : {"", "contenT", "content and more"})
        CHECK(fs::write_new_file(dir.path() / "new", other, 0644) == fs::Placed::other);
    CHECK(fs::read_file(dir.path() / "new") == "content");
    std::filesystem::create_symlink("nowhere", dir.path() / "link");
    CHECK(fs::write_new_file(dir.path() / "link", "content", 0644) == fs::Placed::other);
    std::filesystem::create_directory(dir.path() / "directory");
    CHECK(fs::write_new_file(dir.path() / "directory", "content", 0644) == fs::Placed::other);
    CHECK(count_entries(dir.path()) == 3);
}

TEST_CASE("of many that make one new file at the same time one does, and the others see it") {
    const test::Dir dir;
    std::atomic<int> made{0}, others{0};
    std::vector<std::thread> threads;
    for (const char* content : {"a", "b", "c", "d"})
        threads.emplace_back([&, content] {
            switch (fs::write_new_file(dir.path() / "new", content, 0644)) {
            case fs::Placed::made: ++made; break;
            case fs::Placed::other: ++others; break;
            case fs::Placed::same: break;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(made == 1);
    CHECK(others == 3);
    CHECK(count_entries(dir.path()) == 1);
}

TEST_CASE("a directory is renamed to a name that is free, and to no other") {
    const test::Dir dir;
    std::filesystem::create_directories(dir.path() / "from/below");
    std::filesystem::create_directory(dir.path() / "empty");
    CHECK_FALSE(fs::rename_new(dir.path() / "from", dir.path() / "empty"));
    CHECK(fs::rename_new(dir.path() / "from", dir.path() / "to"));
    CHECK(std::filesystem::is_directory(dir.path() / "to/below"));
    CHECK_THROWS_WITH_AS(fs::rename_new(dir.path() / "to", dir.path() / "no/where"),
                         doctest::Contains("no/where: cannot create"), report::Error);
}

TEST_CASE("a file with the longest name that there is can be written") {
    const test::Dir dir;
    fs::write_file(dir.path() / std::string(255, 'n'), "content");
    CHECK(fs::read_file(dir.path() / std::string(255, 'n')) == "content");
}

TEST_CASE("errors name the file") {
    CHECK_THROWS_WITH_AS(fs::read_file("/nonexistent/x"),
                         "/nonexistent/x: cannot open: No such file or directory; check its name",
                         report::Error);
    CHECK_THROWS_AS(fs::write_file("/nonexistent/x", ""), report::Error);
}

TEST_CASE("a file larger than the limit is refused") {
    const test::Dir dir;
    dir.write("big", std::string(3000, 'x'));
    CHECK_THROWS_AS(fs::read_file(dir.path() / "big", 1000), report::Error);
}

TEST_CASE("directories are made with mode 0755 whatever the umask") {
    const test::Dir dir;
    const mode_t before = umask(0077);
    fs::make_directories(dir.path() / "a/b/c");
    umask(before);
    CHECK(mode_of(dir.path() / "a") == 0755);
    CHECK(mode_of(dir.path() / "a/b/c") == 0755);
}

TEST_CASE(
    "directories that cannot all be made are not made at all, and those that were made are told") {
    const test::Dir dir;
    CHECK(fs::make_directories(dir.path() / "a/b") ==
          std::vector<std::filesystem::path>{dir.path() / "a", dir.path() / "a/b"});
    CHECK(fs::make_directories(dir.path() / "a/b").empty());
    CHECK_THROWS_AS(fs::make_directories(dir.path() / "c/../d" / std::string(256, 'n') / "e"),
                    report::Error);
    CHECK(count_entries(dir.path()) == 1);
}
