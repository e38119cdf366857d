#include "lib/fs/file.hpp"
#include "lib/rpm/rewrite/followed_file.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <future>

using namespace calpkg;

namespace {

fs::Descriptor open_new(const test::Dir& dir) {
    return fs::open_existing(dir.write("file", "front"), O_RDWR);
}

/// What comes out of `end`, in another thread.
std::future<std::string> read_all(fs::Descriptor end) {
    return std::async(std::launch::async, [end = std::move(end)] {
        std::string all(4U << 20, '\0');
        std::size_t size = 0;
        while (const std::size_t count =
                   fs::read_some(end.get(), all.data() + size, all.size() - size, "socket"))
            size += count;
        all.resize(size);
        return all;
    });
}

} // namespace

TEST_CASE("what arrives in a file is passed on once, in its order, from the offset on") {
    const test::Dir dir;
    const fs::Descriptor fd = open_new(dir);
    std::string written;
    std::future<std::string> read;
    rpm::FollowedFile file(fd.get(), 5, hash::Algorithm::sha256, "new.rpm");
    read = read_all(file.take_reading_end());
    file.pass_on();                                          // nothing yet
    for (const std::size_t size : {1U, 100000U, 1000000U}) { // more than a socket holds
        const std::string piece(size, static_cast<char>('a' + size % 7));
        fs::write_at(fd.get(), piece, 5 + written.size(), "new.rpm");
        written += piece;
        file.pass_on();
        CHECK(file.size() == written.size());
    }
    fs::write_at(fd.get(), "rest", 5 + written.size(), "new.rpm");
    written += "rest";
    CHECK(file.finish() == hash::sha256(written));
    CHECK(file.size() == written.size());
    CHECK(read.get() == written);
}

TEST_CASE("a reader that goes early is not waited for") {
    const test::Dir dir;
    const fs::Descriptor fd = open_new(dir);
    rpm::FollowedFile file(fd.get(), 0, hash::Algorithm::sha256, "new.rpm");
    file.take_reading_end();
    const std::string written(3U << 20, 'x');
    fs::write_at(fd.get(), written, 0, "new.rpm");
    CHECK(file.finish() == hash::sha256(written));
}

TEST_CASE("a writer that fails ends what its reader gets; without a hash there is no digest") {
    const test::Dir dir;
    const fs::Descriptor fd = open_new(dir);
    std::future<std::string> read;
    {
        rpm::FollowedFile file(fd.get(), 0, std::nullopt, "new.rpm");
        read = read_all(file.take_reading_end());
        file.pass_on();
        fs::write_at(fd.get(), "never passed on", 5, "new.rpm");
    }
    CHECK(read.get() == "front");
    rpm::FollowedFile file(fd.get(), 0, std::nullopt, "new.rpm");
    file.take_reading_end();
    CHECK(file.finish().empty());
}
