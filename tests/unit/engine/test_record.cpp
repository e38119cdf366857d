#include "lib/engine/record.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using engine::Record;

TEST_CASE("what was handed over is known to the next run") {
    const test::Dir dir;
    CHECK_FALSE(engine::read_record(dir.path()));
    engine::write_record(dir.path(),
                         {"farm", "ab12", "job \"7\"", "1f", Record::State::handed_over});
    const auto record = engine::read_record(dir.path());
    REQUIRE(record);
    CHECK(record->builder == "farm");
    CHECK(record->source == "ab12");
    CHECK(record->job == "job \"7\"");
    CHECK(record->id == "1f");
    CHECK(record->state == Record::State::handed_over);
    engine::write_record(dir.path(), {"farm", "ab12", "", "", Record::State::built});
    CHECK(engine::read_record(dir.path())->state == Record::State::built);
    engine::remove_record(dir.path());
    CHECK_FALSE(engine::read_record(dir.path()));
}

TEST_CASE("a record that cannot be read is an error with a way out") {
    const test::Dir dir;
    for (const std::string& text : {std::string(), std::string("{"), std::string("[]"),
                                    std::string("{\"builder\": 3}"), std::string(1000, '[')}) {
        dir.write("job.json", text);
        CHECK_THROWS_WITH_AS(engine::read_record(dir.path()), doctest::Contains("remove it"),
                             report::Error);
    }
}
