#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/report/error.hpp"
#include "support/small_disk.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;

namespace {

/// Content, mode and time, links not followed.
std::string looks_of(const std::filesystem::path& file) {
    struct stat status {};
    REQUIRE(lstat(file.c_str(), &status) == 0);
    return (S_ISLNK(status.st_mode) ? "-> " + std::filesystem::read_symlink(file).string()
                                    : fs::read_file(file)) +
           " " + std::to_string(S_ISLNK(status.st_mode) ? 0U : status.st_mode & 07777U) + " " +
           std::to_string(status.st_mtim.tv_sec);
}

std::filesystem::path sample(const test::Dir& dir) {
    const auto file = dir.write("from", "text");
    fs::set_mode_and_time(file, 0750, 1404216000);
    return file;
}

const std::string looks = "text " + std::to_string(0750) + " 1404216000";

} // namespace

TEST_CASE("a moved file is itself in its new place, on another file system, too") {
    const test::Dir dir;
    fs::move_file(sample(dir), dir.path() / "a/b/to");
    CHECK(looks_of(dir.path() / "a/b/to") == looks);
    CHECK_FALSE(fs::is_there(dir.path() / "from"));
    const std::string moved = test::on_small_disk(dir.path() / "disk", "size=1m", [&] {
        fs::move_file(dir.path() / "a/b/to", dir.path() / "disk/to");
        return looks_of(dir.path() / "disk/to") +
               (fs::is_there(dir.path() / "a/b/to") ? ", left behind" : "");
    });
    if (test::skipped(moved)) return;
    CHECK(moved == looks);
}

TEST_CASE("what is not a file or a link is not kept, and is called what it is") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "directory");
    REQUIRE(mkfifo((dir.path() / "fifo").c_str(), 0600) == 0);
    const auto keep = [&](const char* name) {
        fs::link_or_copy(dir.path() / name, dir.path() / "kept");
    };
    CHECK_THROWS_WITH_AS(keep("directory"),
                         doctest::Contains("directory: is a directory where a file should be"),
                         report::Error);
    const auto copy = [&] { fs::copy_to(dir.path() / "fifo", dir.path() / "kept"); };
    CHECK_THROWS_WITH_AS(copy(), doctest::Contains("fifo: is not a file, directory or link"),
                         report::Error);
    CHECK_FALSE(fs::is_there(dir.path() / "kept"));
}

TEST_CASE("a kept file is another name of it, or a copy that looks the same") {
    const test::Dir dir;
    const auto from = sample(dir);
    fs::link_or_copy(from, dir.path() / "a/linked");
    CHECK(std::filesystem::equivalent(from, dir.path() / "a/linked"));
    fs::copy_to(from, dir.path() / "copied");
    CHECK(looks_of(dir.path() / "copied") == looks);
    CHECK_FALSE(std::filesystem::equivalent(from, dir.path() / "copied"));
    std::filesystem::create_symlink("nowhere", dir.path() / "link");
    fs::set_time(dir.path() / "link", 86400);
    fs::copy_to(dir.path() / "link", dir.path() / "copied-link");
    CHECK(looks_of(dir.path() / "copied-link") == "-> nowhere 0 86400");
}

TEST_CASE("nothing is replaced") {
    const test::Dir dir;
    const auto from = sample(dir);
    const auto there = dir.write("there", "other");
    CHECK_THROWS_WITH_AS(fs::link_or_copy(from, there), doctest::Contains("File exists"),
                         report::Error);
    CHECK_THROWS_WITH_AS(fs::copy_to(from, there), doctest::Contains("File exists"), report::Error);
    CHECK(fs::read_file(there) == "other");
}

TEST_CASE("what is not a file or link is not copied") {
    const test::Dir dir;
    REQUIRE(mkfifo((dir.path() / "fifo").c_str(), 0600) == 0);
    CHECK_THROWS_WITH_AS(fs::copy_to(dir.path() / "fifo", dir.path() / "to"),
                         doctest::Contains("fifo: is not a file, directory or link"),
                         report::Error);
}

TEST_CASE("a full disk is named as such") {
    const test::Dir dir;
    const auto from = dir.write("from", std::string(1U << 20, 'x'));
    const std::string failure = test::on_small_disk(dir.path() / "disk", "size=64k", [&] {
        try {
            fs::copy_content(from, dir.path() / "disk/to");
        } catch (const report::Error& error) {
            return error.reason();
        }
        return std::string("no error");
    });
    if (test::skipped(failure)) return;
    CHECK(failure == "cannot write: No space left on device");
}
