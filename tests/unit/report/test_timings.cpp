#include "lib/report/timings.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using report::Timings;

TEST_CASE("phases keep their order, and one that is told again its sum") {
    using std::chrono::milliseconds;
    Timings timings;
    timings.add("", "planning", milliseconds(5));
    timings.add("server", "git", milliseconds(2));
    timings.add("clients", "git", milliseconds(3));
    timings.add("server", "git", milliseconds(4));
    const auto rows = timings.rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].phase == "planning");
    CHECK(rows[1].component == "server");
    CHECK(rows[1].time == milliseconds(6));
    CHECK(rows[2].component == "clients");
}

TEST_CASE("a span is noted when it ends, and is a part of the whole") {
    Timings timings;
    {
        const Timings::Span outer(&timings, "", "building");
        CHECK(timings.rows().empty());
        const Timings::Span none(nullptr, "", "nothing");
    }
    REQUIRE(timings.rows().size() == 1);
    CHECK(timings.rows()[0].time >= Timings::Clock::duration::zero());
    CHECK(timings.rows()[0].time <= timings.total());
}
