#include "lib/zip/dos_time.hpp"

#include "lib/zip/directory.hpp"
#include "made_by_python.hpp"

#include <doctest/doctest.h>

#include <ctime>

using namespace calpkg;
using zip::to_dos_time;
using zip::to_seconds;

TEST_CASE("a time is what Python means by it, read as UTC") {
    for (const std::int64_t seconds : {315532800LL, 951827696LL, 1406691218LL, 4354819198LL}) {
        CAPTURE(seconds);
        const std::time_t time = seconds;
        std::tm fields{};
        REQUIRE(gmtime_r(&time, &fields) != nullptr);
        char text[64];
        REQUIRE(std::strftime(text, sizeof text, "%Y,%m,%d,%H,%M,%S", &fields) > 0);
        const std::string bytes = test::zipfile_makes(
            "import time\narchive.writestr(zipfile.ZipInfo('a', time.strptime('" +
            std::string(text) + "', '%Y,%m,%d,%H,%M,%S')[:6]), '')");
        const zip::DosTime written = zip::read_zip_directory(bytes, "x").entries.at(0).dos_time;
        CHECK(to_dos_time(seconds) == written);
        CHECK(to_seconds(written) == seconds);
    }
}

TEST_CASE("odd seconds are rounded down, and what zip cannot say is the nearest that it can") {
    CHECK(to_seconds(to_dos_time(1406691219)) == 1406691218);
    CHECK(to_seconds(to_dos_time(0)) == zip::kFirstDosSecond);
    CHECK(to_seconds(to_dos_time(zip::kLastDosSecond + 3)) == zip::kLastDosSecond);
    CHECK(to_seconds({0, 0}) == zip::kFirstDosSecond);
}

TEST_CASE("a day that its month has not is one of the next") {
    CHECK(to_seconds({0x44df, 0}) == to_seconds({0x44e1, 0})); // June 31st
}
