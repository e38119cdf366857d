#include "lib/egg/patch/stale_proof.hpp"
#include "lib/hash/content_time.hpp"
#include "support/patch_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

using namespace calpkg;

namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;

/// What zipimport makes of a DOS time in the zone that is set: mktime of its fields.
std::int64_t read_locally(zip::DosTime time) {
    std::tm fields{};
    fields.tm_year = (time.date >> 9) + 80;
    fields.tm_mon = ((time.date >> 5) & 15) - 1;
    fields.tm_mday = time.date & 31;
    fields.tm_hour = time.time >> 11;
    fields.tm_min = (time.time >> 5) & 63;
    fields.tm_sec = (time.time & 31) * 2;
    fields.tm_isdst = -1;
    return std::mktime(&fields);
}

class ProofZone {
public:
    explicit ProofZone(const char* name) { set(name); }
    ~ProofZone() { set("UTC"); }
    static void set(const char* name) {
        setenv("TZ", name, 1);
        tzset();
    }
};

} // namespace

TEST_CASE("a DOS time survives the way to seconds and back") {
    for (const std::int64_t seconds : {315532800L, 951782400L, 1404217800L, 4354819198L}) {
        const zip::DosTime time = zip::to_dos_time(seconds);
        CHECK(zip::to_seconds(time) == seconds);
    }
    CHECK(zip::to_dos_time(1404217801) == zip::to_dos_time(1404217800));
}

TEST_CASE("a date that no calendar has does not leave the range of DOS times") {
    CHECK(zip::to_seconds({0, 0}) == 315532800);
    CHECK(zip::to_dos_time(0) == zip::DosTime{33, 0});
    CHECK(zip::to_dos_time(1LL << 40) == zip::to_dos_time(4354819198));
}

TEST_CASE("bytecode of the old file matches the new time in no zone, wherever both were made") {
    const zip::DosTime old = zip::to_dos_time(1404217800);
    const zip::DosTime fresh = zip::to_dos_time(egg::stale_proof(1404217800, "new", {}));
    const char* zones[] = {
        "UTC",        "Asia/Tokyo",  "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati",
        "Etc/GMT+12", "LMT24:59:59", "LMT-24:59:59"};
    for (const char* built : zones)
        for (const char* runs : zones) {
            std::int64_t embedded = 0;
            {
                const ProofZone zone(built);
                embedded = read_locally(old);
            }
            const ProofZone zone(runs);
            CHECK(std::abs(read_locally(fresh) - embedded) > 1);
        }
}

TEST_CASE("the new time keeps two days away from every time that bytecode embeds") {
    const std::int64_t old = 1404217800;
    const std::int64_t time = egg::stale_proof(old, "new", {});
    CHECK(time < old - 3 * kDay);
    CHECK(time >= old - 3 * kDay - 2 * hash::kContentTimes);
    CHECK(egg::stale_proof(old, "new", {old, time - 2 * kDay, time + 2 * kDay}) == time);
    CHECK(egg::stale_proof(old, "new", {time + kDay}) == time - 3 * kDay);
    CHECK(egg::stale_proof(old, "new", {time - kDay, time - 4 * kDay}) == time - 6 * kDay);
}

TEST_CASE("two changes have two times, and so has a change of a change") {
    const std::int64_t old = 1404217801;
    const std::int64_t first = egg::stale_proof(old, "first", {});
    const std::int64_t second = egg::stale_proof(old, "second", {});
    CHECK(first != second);
    CHECK(first == egg::stale_proof(old, "first", {}));
    CHECK(egg::stale_proof(first, "second", {}) != second);
    CHECK(egg::stale_proof(second, "first", {}) < second - 3 * kDay);
    CHECK(first % 2 == 0);
    CHECK(second % 2 == 0);
}

TEST_CASE("at the beginning of DOS times the new time is a later one") {
    for (const std::int64_t old : {std::int64_t{0}, std::int64_t{1}, zip::kFirstDosSecond}) {
        const std::int64_t time = egg::stale_proof(old, "new", {});
        CHECK(time >= zip::kFirstDosSecond + 3 * kDay);
        CHECK(time != egg::stale_proof(old, "other", {}));
        CHECK(egg::stale_proof(old, "new", {time}) == time + 3 * kDay);
    }
}

TEST_CASE("the times in an egg's bytecode are found for old and new layouts") {
    const test::Dir dir;
    const auto egg = egg::Egg::open_bytes(
        test::make_zip_egg(dir, "        z.writestr(info('a.pyc'), b'\\x42\\x0d\\r\\n' + "
                                "struct.pack('<III', 0, 1234567890, 5))\n"),
        "made.egg");
    const std::vector<std::int64_t> times = egg::embedded_times(*egg);
    CHECK(std::count(times.begin(), times.end(), 1404217800) == 3);
    CHECK(std::count(times.begin(), times.end(), 1234567890) == 1);
}
