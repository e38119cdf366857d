#include "lib/fs/file.hpp"
#include "lib/fs/write_behind.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

using namespace calpkg;

TEST_CASE("a file that is brought to the disk while it is written keeps what is written") {
    const test::Dir dir;
    const std::string piece(1U << 20, 'x');
    dir.write("file", "");
    const int fd = open((dir.path() / "file").c_str(), O_RDWR | O_CLOEXEC);
    {
        fs::WriteBehind disk(fd);
        for (int i = 0; i < 20; ++i) {
            REQUIRE(write(fd, piece.data(), piece.size()) == static_cast<ssize_t>(piece.size()));
            disk.wrote(piece.size());
        }
        disk.flush();
    }
    close(fd);
    CHECK(fs::read_file(dir.path() / "file").size() == 20 * piece.size());
}
