#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

using namespace calpkg;
using fs::Descriptor;

namespace {

bool is_open(int fd) { return fcntl(fd, F_GETFD) >= 0; }

} // namespace

TEST_CASE("a descriptor is closed once, by its last owner") {
    Descriptor first(open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int fd = first.get();
    {
        Descriptor second(std::move(first));
        CHECK_FALSE(first.is_open()); // NOLINT(bugprone-use-after-move): that is what is tested
        CHECK(second.get() == fd);
        first = std::move(second);
        CHECK(is_open(fd));
    }
    CHECK(is_open(fd));
    errno = ENOENT;
    first.reset();
    CHECK(errno == ENOENT);
    CHECK_FALSE(is_open(fd));
    CHECK_FALSE(Descriptor().is_open());
}

TEST_CASE("what is assigned takes the place of what was owned") {
    Descriptor one(open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int old = one.get();
    Descriptor other(open("/dev/zero", O_RDONLY | O_CLOEXEC));
    const int wanted = other.get();
    one = std::move(other);
    CHECK(one.get() == wanted);
    CHECK_FALSE(is_open(old));
}

TEST_CASE("a file that is not there is an error with its name") {
    CHECK_THROWS_WITH_AS(fs::open_existing("/nonexistent/x", O_RDONLY),
                         "/nonexistent/x: cannot open: No such file or directory; check its name",
                         report::Error);
}

TEST_CASE("bytes are read where they are wanted, and fewer only at the end of the file") {
    const test::Dir dir;
    const Descriptor file = fs::open_existing(dir.write("file", "0123456789"), O_RDONLY);
    std::array<char, 8> bytes{};
    CHECK(fs::read_at(file.get(), bytes.data(), 4, 3, "file") == 4);
    CHECK(std::string(bytes.data(), 4) == "3456");
    CHECK(fs::read_at(file.get(), bytes.data(), 8, 7, "file") == 3);
    CHECK(std::string(bytes.data(), 3) == "789");
    CHECK(fs::read_at(file.get(), bytes.data(), 8, 10, "file") == 0);
    CHECK(fs::read_some(file.get(), bytes.data(), 8, "file") == 8); // its position has not moved
    CHECK(fs::read_some(file.get(), bytes.data(), 8, "file") == 2);
    CHECK(fs::read_some(file.get(), bytes.data(), 8, "file") == 0);
}

TEST_CASE("all is written, in place or at the end") {
    const test::Dir dir;
    const auto path = dir.write("file", "");
    const Descriptor file = fs::open_existing(path, O_RDWR);
    fs::write_all(file.get(), "head", "file");
    fs::write_all(file.get(), std::string(1U << 20, 'x'), "file");
    fs::write_at(file.get(), "EA", 1, "file");
    const std::string content = fs::read_file(path);
    CHECK(content.size() == (1U << 20) + 4);
    CHECK(content.starts_with("hEAdxxx"));
}

TEST_CASE("a failure tells subject and reason") {
    char byte = 0;
    CHECK_THROWS_WITH_AS(fs::read_some(-1, &byte, 1, "thing"),
                         "thing: cannot read: Bad file descriptor", report::Error);
    CHECK_THROWS_WITH_AS(fs::read_at(-1, &byte, 1, 0, "thing"),
                         "thing: cannot read: Bad file descriptor", report::Error);
    const Descriptor full = fs::open_existing("/dev/full", O_WRONLY);
    CHECK_THROWS_WITH_AS(fs::write_all(full.get(), "x", "thing"),
                         doctest::Contains("thing: cannot write: No space left"), report::Error);
    CHECK_THROWS_WITH_AS(fs::write_at(-1, "x", 0, "thing"),
                         "thing: cannot write: Bad file descriptor", report::Error);
}
