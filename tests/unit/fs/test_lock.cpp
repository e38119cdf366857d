#include "lib/fs/descriptor.hpp"
#include "lib/fs/lock.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>

using namespace calpkg;
using fs::Locked;
using fs::try_lock;

TEST_CASE("one holds a lock alone, or several share it") {
    const test::Dir dir;
    const auto path = dir.write("file", "");
    const auto another = [&] { return fs::open_existing(path, O_RDONLY); };
    {
        const fs::Descriptor holder = another();
        CHECK(try_lock(holder.get(), LOCK_EX) == Locked::yes);
        CHECK(try_lock(another().get(), LOCK_EX) == Locked::by_another);
        CHECK(try_lock(another().get(), LOCK_SH) == Locked::by_another);
    }
    const fs::Descriptor one = another();
    const fs::Descriptor two = another();
    CHECK(try_lock(one.get(), LOCK_SH) == Locked::yes);
    CHECK(try_lock(two.get(), LOCK_SH) == Locked::yes);
    CHECK(try_lock(another().get(), LOCK_EX) == Locked::by_another);
}

TEST_CASE("what cannot be locked is told apart from what is held") {
    CHECK(try_lock(-1, LOCK_EX) == Locked::impossible);
    CHECK(errno == EBADF);
}

TEST_CASE("an open file is known at its name until something else has that") {
    const test::Dir dir;
    const auto path = dir.write("file", "");
    const fs::Descriptor file = fs::open_existing(path, O_RDONLY);
    CHECK(fs::is_at(file.get(), path));
    std::filesystem::rename(path, dir.path() / "moved");
    CHECK_FALSE(fs::is_at(file.get(), path));
    CHECK(fs::is_at(file.get(), dir.path() / "moved"));
    std::filesystem::create_symlink("moved", path);
    CHECK_FALSE(fs::is_at(file.get(), path));
}

TEST_CASE("whoever waits is told once, and pauses between the attempts") {
    int attempts = 0, told = 0, pauses = 0;
    fs::wait_for_lock([&] { return ++attempts == 4; }, [&] { ++told; }, [&] { ++pauses; });
    CHECK(attempts == 4);
    CHECK(told == 1);
    CHECK(pauses == 3);
    fs::wait_for_lock([] { return true; }, [] { FAIL("waits"); }, [] { FAIL("waits"); });
    const auto interrupted = [] {
        fs::wait_for_lock([] { return false; }, {}, [] { throw std::runtime_error("stop"); });
    };
    CHECK_THROWS_WITH(interrupted(), "stop");
}
