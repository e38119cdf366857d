#include "lib/fs/write_behind.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/payload_follower.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>

using namespace calpkg;
using rpm::PayloadFollower;

namespace {

/// More than all buffers on the way hold.
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

std::string read_all(int fd) {
    std::string text, buffer(10000, '\0');
    for (ssize_t count; (count = read(fd, buffer.data(), buffer.size())) > 0;)
        text.append(buffer, 0, static_cast<std::size_t>(count));
    close(fd);
    return text;
}

} // namespace

TEST_CASE("what is written before a follower is at the other end of its pipe and in the digest") {
    const test::Dir dir;
    const std::string bytes = much();
    dir.write("file", "front");
    const int file = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
    lseek(file, 5, SEEK_SET);
    fs::WriteBehind disk(file);
    PayloadFollower follower({file, 5, &disk}, rpm::Hash::sha256, "file");
    std::string read_back;
    std::jthread reader([&, fd = follower.take_output()] { read_back = read_all(fd); });
    write_all(file, bytes, follower);
    const PayloadFollower::Passed passed = follower.finish();
    reader.join();
    CHECK(passed.size == bytes.size());
    CHECK(passed.digest == rpm::sha256(bytes));
    CHECK(read_back == bytes);
    close(file);
}

TEST_CASE("the digest is of what is in the file, not of what was meant to be") {
    const test::Dir dir;
    dir.write("file", "");
    const int file = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
    PayloadFollower follower({file, 0}, rpm::Hash::sha256, "file");
    std::jthread reader([fd = follower.take_output()] { read_all(fd); });
    REQUIRE(write(file, "right", 5) == 5);
    REQUIRE(pwrite(file, "w", 1, 0) == 1);
    CHECK(follower.finish().digest == rpm::sha256("wight"));
    close(file);
}

TEST_CASE("a file that ends too early is told, and nobody waits for ever") {
    const test::Dir dir;
    dir.write("file", "");
    const int file = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
    PayloadFollower follower({file, 0}, {}, "new.rpm");
    std::jthread reader([fd = follower.take_output()] { read_all(fd); });
    lseek(file, 100, SEEK_SET);
    CHECK_THROWS_WITH_AS(follower.finish(),
                         doctest::Contains("new.rpm: cannot read back: Input/output error"),
                         report::Error);
    close(file);
}

TEST_CASE("a follower whose reader has gone ends with a reason") {
    const test::Dir dir;
    dir.write("file", "");
    const int file = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
    PayloadFollower follower({file, 0}, {}, "new.rpm");
    close(follower.take_output());
    write_all(file, much(), follower);
    CHECK_THROWS_WITH_AS(follower.finish(), "new.rpm: cannot read back: Broken pipe",
                         report::Error);
    close(file);
}

TEST_CASE("a follower that is given up ends its stream") {
    std::string read_back = "unread";
    std::jthread reader;
    {
        const test::Dir dir;
        dir.write("file", "");
        const int file = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
        PayloadFollower follower({file, 0}, {}, "file");
        reader = std::jthread([&, fd = follower.take_output()] { read_back = read_all(fd); });
        write_all(file, "begun", follower);
        close(file);
    }
    reader.join();
    CHECK(read_back.size() <= 5);
}
