#include "lib/report/error.hpp"
#include "lib/rpm/rewrite/payload_follower.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

using namespace calpkg;
using rpm::PayloadFollower;

namespace {

/// A file that a payload is written to.
struct File {
    File() {
        dir.write("file", "front");
        fd = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
        lseek(fd, 5, SEEK_SET);
    }
    ~File() { close(fd); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    rpm::PayloadPlace place() const { return {fd, 5}; }

    test::Dir dir;
    int fd = -1;
};

/// More than is handed on at once.
std::string much() {
    std::string bytes;
    for (unsigned number = 0; bytes.size() < (3U << 20); ++number) bytes += std::to_string(number);
    return bytes;
}

/// As a compressor does: at the file's position, in pieces, telling the follower of each.
void write_all(int fd, std::string_view data, PayloadFollower& follower) {
    while (!data.empty()) {
        const ssize_t count = write(fd, data.data(), std::min<std::size_t>(data.size(), 100000));
        REQUIRE(count > 0);
        data.remove_prefix(static_cast<std::size_t>(count));
        follower.go_on();
    }
}

constexpr auto kNothing = [] {};

} // namespace

TEST_CASE("a follower hands on what is written before it, and tells how much it was") {
    const File file;
    const std::string bytes = much();
    std::string seen;
    bool ended = false;
    PayloadFollower follower(
        file.place(), [&](std::string_view piece) { seen += piece; }, [&] { ended = true; },
        "file");
    write_all(file.fd, bytes, follower);
    CHECK(follower.finish() == bytes.size());
    CHECK(seen == bytes);
    CHECK(ended);
}

TEST_CASE("it hands on what is in the file, not what was meant to be") {
    const File file;
    std::string seen;
    PayloadFollower follower(
        file.place(), [&](std::string_view piece) { seen += piece; }, kNothing, "file");
    REQUIRE(write(file.fd, "right", 5) == 5);
    REQUIRE(pwrite(file.fd, "w", 1, 5) == 1);
    follower.finish();
    CHECK(seen == "wight");
}

TEST_CASE("after its end the file's position is the caller's") {
    const File file;
    std::string seen;
    PayloadFollower follower(
        file.place(), [&](std::string_view piece) { seen += piece; }, kNothing, "file");
    write_all(file.fd, "payload", follower);
    follower.end();
    lseek(file.fd, 100, SEEK_SET);
    CHECK(follower.finish() == 7);
    CHECK(seen == "payload");
}

TEST_CASE("a file that ends too early is told, and nobody waits for ever") {
    const File file;
    bool ended = false;
    PayloadFollower follower(
        file.place(), [](std::string_view) {}, [&] { ended = true; }, "new.rpm");
    lseek(file.fd, 100, SEEK_SET);
    CHECK_THROWS_WITH_AS(follower.finish(),
                         doctest::Contains("new.rpm: cannot read back: Input/output error"),
                         report::Error);
    CHECK(ended);
}

TEST_CASE("what goes wrong with a piece is told at the end") {
    const File file;
    PayloadFollower follower(
        file.place(), [](std::string_view) { throw std::runtime_error("full"); }, kNothing, "file");
    write_all(file.fd, much(), follower);
    CHECK_THROWS_WITH(follower.finish(), "full");
}

TEST_CASE("a follower that is given up ends where it stands") {
    std::atomic<bool> ended = false;
    const File file;
    {
        PayloadFollower follower(
            file.place(), [](std::string_view) {}, [&] { ended = true; }, "file");
        write_all(file.fd, "begun", follower);
    }
    CHECK(ended);
}
