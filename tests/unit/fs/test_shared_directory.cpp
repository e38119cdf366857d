#include "lib/fs/shared_directory.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace calpkg;
using fs::SharedDirectory;

namespace {

void stop() { throw std::runtime_error("stop"); }

} // namespace

TEST_CASE("several share a directory, and who claims it has it alone") {
    const test::Dir dir;
    const SharedDirectory one(dir.path(), stop), two(dir.path(), stop);
    int told = 0;
    const auto tell = [&] { ++told; };
    one.share(tell);
    CHECK(two.try_share());
    CHECK(told == 0);
    CHECK_THROWS_WITH(one.claim(tell), "stop"); // two still shares it
    CHECK(told == 1);
    {
        const SharedDirectory third(dir.path(), stop);
        CHECK(third.try_share()); // whoever waits for a claim holds up nobody
    }
}

TEST_CASE("a claim ends when it is shared again, or with its object") {
    const test::Dir dir;
    const SharedDirectory reader(dir.path(), stop);
    {
        const SharedDirectory writer(dir.path(), stop);
        writer.claim({});
        CHECK_FALSE(reader.try_share());
        writer.share({});
        CHECK(reader.try_share());
    }
    reader.claim({});
}

TEST_CASE("a directory that is not there cannot be shared") {
    const test::Dir dir;
    CHECK_THROWS_AS(SharedDirectory(dir.path() / "none", stop), report::Error);
}
