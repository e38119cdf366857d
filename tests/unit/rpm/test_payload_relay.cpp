#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/payload_relay.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>

using namespace calpkg;
using rpm::PayloadRelay;

namespace {

/// More than all buffers on the way hold.
std::string much() {
    std::string bytes;
    for (unsigned number = 0; bytes.size() < (3U << 20); ++number) bytes += std::to_string(number);
    return bytes;
}

void write_all(int fd, std::string_view data) {
    while (!data.empty()) {
        const ssize_t count = write(fd, data.data(), data.size());
        REQUIRE(count > 0);
        data.remove_prefix(static_cast<std::size_t>(count));
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

TEST_CASE("what goes through a relay is in the file, at the other end and in the digest") {
    const test::Dir dir;
    const std::string bytes = much();
    dir.write("file", "front");
    const int file = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
    PayloadRelay relay(file, 5, rpm::Hash::sha256, "file");
    std::string read_back;
    std::jthread reader([&, fd = relay.take_output()] { read_back = read_all(fd); });
    write_all(relay.input(), bytes);
    const PayloadRelay::Passed passed = relay.finish();
    reader.join();
    close(file);
    CHECK(passed.size == bytes.size());
    CHECK(passed.digest == rpm::sha256(bytes));
    CHECK(read_back == bytes);
    CHECK(fs::read_file(dir.path() / "file", 8U << 20) == "front" + bytes);
}

TEST_CASE("a full disk ends the relay with its reason, and nobody waits for ever") {
    const int full = open("/dev/full", O_RDWR | O_CLOEXEC);
    PayloadRelay relay(full, 0, {}, "new.rpm");
    std::jthread reader([fd = relay.take_output()] { read_all(fd); });
    write_all(relay.input(), much());
    CHECK_THROWS_WITH_AS(relay.finish(), "new.rpm: cannot write: No space left on device",
                         report::Error);
    close(full);
}

TEST_CASE("a relay that is given up ends both streams") {
    std::string read_back = "unread";
    std::jthread reader;
    {
        const test::Dir dir;
        dir.write("file", "");
        const int file = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
        PayloadRelay relay(file, 0, {}, "file");
        reader = std::jthread([&, fd = relay.take_output()] { read_back = read_all(fd); });
        write_all(relay.input(), "begun");
        close(file);
    }
    reader.join();
    CHECK(read_back.size() <= 5);
}
