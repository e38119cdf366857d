#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

using namespace calpkg;

TEST_CASE("what is at a path is told without following links") {
    const test::Dir dir;
    dir.write("folder/file", "x");
    std::filesystem::create_symlink("nowhere", dir.path() / "dangling");
    std::filesystem::create_symlink("folder", dir.path() / "link");
    CHECK(fs::is_there(dir.path() / "folder/file"));
    CHECK(fs::is_there(dir.path() / "dangling"));
    CHECK_FALSE(fs::is_there(dir.path() / "missing"));
    CHECK(fs::is_real_directory(dir.path() / "folder"));
    CHECK_FALSE(fs::is_real_directory(dir.path() / "link"));
    CHECK_FALSE(fs::is_real_directory(dir.path() / "folder/file"));
}

TEST_CASE("the state of a file changes with what is written to it and with the file") {
    const test::Dir dir;
    const auto state = [&](const char* name) {
        const int fd = open((dir.path() / name).c_str(), O_RDONLY | O_CLOEXEC);
        REQUIRE(fd >= 0);
        const fs::FileState found = fs::state_of(fd, name);
        close(fd);
        return found;
    };
    dir.write("file", "content");
    const fs::FileState before = state("file");
    CHECK(state("file") == before);
    dir.write("other", "content");
    CHECK(state("other") != before);
    dir.write("file", "content, longer");
    CHECK(state("file") != before);
    CHECK_THROWS_WITH_AS(fs::state_of(-1, "a package"),
                         "a package: cannot read: Bad file descriptor", report::Error);
}
