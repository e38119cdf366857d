#include "lib/fs/file.hpp"
#include "lib/repo/tree/publish.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>

using namespace calpkg;
using repo::publish;
using repo::Replacement;

namespace {

std::string read_at(int directory, const char* name) {
    const int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return "missing";
    std::array<char, 64> text{};
    const ssize_t count = read(fd, text.data(), text.size());
    close(fd);
    return {text.data(), static_cast<std::size_t>(count)};
}

/// A directory whose two files hold the same word.
std::filesystem::path make_tree(const test::Dir& dir, const std::string& name,
                                const std::string& word) {
    dir.write(name + "/first", word);
    dir.write(name + "/sub/second", word);
    return dir.path() / name;
}

} // namespace

TEST_CASE("the first publication needs no earlier one") {
    const test::Dir dir;
    publish(make_tree(dir, "fresh", "new"), dir.path() / "out");
    CHECK(fs::read_file(dir.path() / "out/sub/second") == "new");
    CHECK_FALSE(std::filesystem::exists(dir.path() / "fresh"));
}

TEST_CASE("the earlier directory is handed back when it is replaced") {
    const test::Dir dir;
    for (const Replacement replacement : {Replacement::exchange, Replacement::two_renames}) {
        make_tree(dir, "out", "old");
        publish(make_tree(dir, "fresh", "new"), dir.path() / "out", replacement);
        CHECK(fs::read_file(dir.path() / "out/first") == "new");
        CHECK(fs::read_file(dir.path() / "fresh/first") == "old");
        CHECK_FALSE(std::filesystem::exists(dir.path() / ".out.replaced"));
        std::filesystem::remove_all(dir.path() / "out");
        std::filesystem::remove_all(dir.path() / "fresh");
    }
}

TEST_CASE("a publication that fails leaves what was there") {
    const test::Dir dir;
    make_tree(dir, "out", "old");
    for (const Replacement replacement : {Replacement::exchange, Replacement::two_renames}) {
        CHECK_THROWS_AS(publish(dir.path() / "missing", dir.path() / "out", replacement),
                        report::Error);
        CHECK(fs::read_file(dir.path() / "out/first") == "old");
    }
    // A directory cannot become its own content: the second rename fails, the first is taken back.
    std::filesystem::rename(make_tree(dir, "fresh", "new"), dir.path() / "out/fresh");
    CHECK_THROWS_AS(publish(dir.path() / "out/fresh", dir.path() / "out", Replacement::two_renames),
                    report::Error);
    CHECK(fs::read_file(dir.path() / "out/first") == "old");
    CHECK_FALSE(std::filesystem::exists(dir.path() / ".out.replaced"));
}

TEST_CASE("a process killed between two renames loses nothing") {
    const test::Dir dir;
    make_tree(dir, ".out.replaced", "old");
    repo::repair_publication(dir.path() / "out");
    CHECK(fs::read_file(dir.path() / "out/first") == "old");

    make_tree(dir, ".out.replaced", "older");
    repo::repair_publication(dir.path() / "out");
    CHECK(fs::read_file(dir.path() / "out/first") == "old");
    CHECK_FALSE(std::filesystem::exists(dir.path() / ".out.replaced"));
}

TEST_CASE("who looks while it is published 200 times always sees one complete directory") {
    const test::Dir dir;
    publish(make_tree(dir, "0", "0"), dir.path() / "out");
    std::atomic<bool> done{false};
    std::atomic<int> looks{0};
    std::atomic<int> half{0};
    std::thread reader([&] {
        while (!done || looks < 200) {
            const int directory =
                open((dir.path() / "out").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (directory < 0 || read_at(directory, "first") != read_at(directory, "sub/second") ||
                read_at(directory, "first") == "missing")
                ++half;
            if (directory >= 0) close(directory);
            ++looks;
        }
    });
    for (int i = 1; i <= 200; ++i)
        publish(make_tree(dir, std::to_string(i), std::to_string(i)), dir.path() / "out");
    done = true;
    reader.join();
    CHECK(half == 0);
    CHECK(fs::read_file(dir.path() / "out/first") == "200");
}

TEST_CASE("an error about a file of the new directory names the published one") {
    const report::Error told = repo::as_published(
        {"/out/.el6.work-x/tree/logs/a\nb.log",
         "differs from /out/.el6.work-x/tree/a, and from /out/el6/a", "rm /out/.el6.work-x/tree/a"},
        "/out/.el6.work-x/tree", "/out/el6");
    CHECK(told.subject() == "/out/el6/logs/a\\x0ab.log");
    CHECK(told.reason() == "differs from /out/el6/a, and from /out/el6/a");
    CHECK(told.remedy() == "rm /out/el6/a");
}
