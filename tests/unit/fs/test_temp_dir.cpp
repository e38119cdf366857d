#include "lib/fs/temp_dir.hpp"
#include "support/complaint.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <future>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace calpkg;

TEST_CASE("a temporary directory goes with all its content") {
    const test::Dir parent;
    std::filesystem::path path;
    {
        const fs::TempDir temporary(parent.path(), ".work-");
        path = temporary.path();
        std::filesystem::create_directories(path / "a/b");
        chmod((path / "a").c_str(), 0500);
        CHECK(std::filesystem::exists(path));
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("what a killed run left is removed by the next one, what a live run uses is not") {
    const test::Dir parent;
    parent.write(".work-killed/x/file", "x");
    parent.write(".work-killed/.cal-pkg-temporary", "");
    parent.write(".other-killed/.cal-pkg-temporary", "");
    parent.write(".work-backup/precious", "somebody else's");
    std::filesystem::create_directory(parent.path() / ".work-nobody"); // killed before the marker
    const fs::TempDir live(parent.path(), ".work-");
    const fs::TempDir next(parent.path(), ".work-");
    CHECK_FALSE(std::filesystem::exists(parent.path() / ".work-killed"));
    CHECK(std::filesystem::exists(parent.path() / ".other-killed"));
    CHECK(std::filesystem::exists(parent.path() / ".work-backup/precious"));
    CHECK_FALSE(std::filesystem::exists(parent.path() / ".work-nobody"));
    CHECK(std::filesystem::exists(live.path()));
}

TEST_CASE("a lock that somebody holds on the parent is not waited for") {
    const test::Dir parent;
    const int fd = open(parent.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(flock(fd, LOCK_EX) == 0);
    auto made = std::async(std::launch::async, [&] {
        const fs::TempDir temporary(parent.path(), ".work-");
        return std::filesystem::exists(temporary.path());
    });
    const bool at_once = made.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    close(fd); // whoever waits goes on
    CHECK(made.get());
    CHECK(at_once);
}

TEST_CASE("directories made at the same time do not take each other for leftovers") {
    const test::Dir parent;
    std::atomic<int> lost{0};
    {
        std::vector<std::jthread> makers;
        for (int i = 0; i < 4; ++i)
            makers.emplace_back([&] {
                for (int round = 0; round < 200; ++round) {
                    const fs::TempDir temporary(parent.path(), ".work-");
                    if (!std::filesystem::exists(temporary.path() / ".cal-pkg-temporary")) ++lost;
                }
            });
    }
    CHECK(lost == 0);
    CHECK(std::filesystem::is_empty(parent.path()));
}

TEST_CASE("one that cannot be made is told by the directory where it was to be") {
    const std::string told =
        test::complaint([] { const fs::TempDir temporary("/nowhere", ".work-"); });
    CHECK(told.starts_with("/nowhere: cannot create a directory there: "));
    CHECK(told.find(".work-") == std::string::npos);
}
