#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("a file with the longest name that there is can be written") {
    const test::Dir dir;
    fs::write_file(dir.path() / std::string(255, 'n'), "content");
    CHECK(fs::read_file(dir.path() / std::string(255, 'n')) == "content");
}

TEST_CASE("an unnamed file is in the nearest directory that is there, and is never seen") {
    const test::Dir dir;
    const int fd = fs::open_unnamed(dir.path() / "not/yet/there");
    REQUIRE(fd >= 0);
    struct stat file {
    }, directory{};
    REQUIRE(fstat(fd, &file) == 0);
    REQUIRE(stat(dir.path().c_str(), &directory) == 0);
    CHECK(file.st_dev == directory.st_dev);
    CHECK(file.st_nlink == 0);
    CHECK(count_entries(dir.path()) == 0);
    CHECK(write(fd, "text", 4) == 4);
    char text[4];
    CHECK(pread(fd, text, 4, 0) == 4);
    close(fd);
    CHECK_THROWS_WITH_AS(fs::open_unnamed("/proc/sys"),
                         doctest::Contains("/proc/sys: cannot write to"), report::Error);
}

TEST_CASE("errors name the file") {
    CHECK_THROWS_WITH_AS(fs::read_file("/nonexistent/x"),
                         "/nonexistent/x: cannot open: No such file or directory", report::Error);
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
