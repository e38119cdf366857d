#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/canonical/together.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/canonical_fixture.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

using namespace calpkg;
namespace tag = rpm::tag;

namespace {

const rpm::CanonicalPayloads kGzip{rpm::Compression{"gzip", "6"}, rpm::Compression{"gzip", "6"}};

std::string source_id(const std::filesystem::path& package) {
    return test::header_of(package).find(tag::source_package_id)->bytes;
}

} // namespace

TEST_CASE("a binary package gets the id of its canonical source package, in any order") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    auto requests = pair.requests(dir.path() / "one");
    const auto made = rpm::make_canonical_together(requests, kGzip);
    REQUIRE(made.size() == 2);
    CHECK(made[0].path == requests[0].destination);
    CHECK(source_id(made[1].path) == made[0].id);
    CHECK(source_id(made[1].path) != source_id(pair.binary));

    requests = pair.requests(dir.path() / "two");
    std::swap(requests[0], requests[1]);
    const auto other = rpm::make_canonical_together(requests, kGzip);
    CHECK(fs::read_file(other[0].path) == fs::read_file(made[1].path));
    CHECK(fs::read_file(other[1].path) == fs::read_file(made[0].path));
}

TEST_CASE("canonical packages keep their bytes, together and alone, with their source's id") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    const auto made = rpm::make_canonical_together(pair.requests(dir.path() / "one"), kGzip);
    const test::Pair canonical{made[0].path, made[1].path};
    const auto again = rpm::make_canonical_together(canonical.requests(dir.path() / "two"), {});
    for (const std::size_t i : {0U, 1U})
        CHECK(fs::read_file(again[i].path) == fs::read_file(made[i].path));
    const auto alone = dir.path() / "alone.rpm";
    rpm::make_canonical_together({{canonical.binary, alone}}, {});
    CHECK(fs::read_file(alone) == fs::read_file(canonical.binary));
}

TEST_CASE("the source package of another build is not a package's own") {
    const test::Dir dir, other;
    const test::Pair pair = test::build_pair(dir);
    const auto stranger =
        test::build_rpm(other, test::sample_spec("stranger"), {"_source_payload w.ufdio"}, "-bs");
    const auto made = rpm::make_canonical_together(
        {{pair.binary, dir.path() / "b"}, {stranger, dir.path() / "s"}}, kGzip);
    CHECK_FALSE(test::header_of(made[0].path).has(tag::source_package_id));
    CHECK_THROWS_WITH_AS(
        rpm::make_canonical_together({{stranger, dir.path() / "s1"}, {stranger, dir.path() / "s2"}},
                                     kGzip),
        doctest::Contains("is given beside another stranger-1.2-3_gabc.el6.src.rpm"),
        report::Error);
}

TEST_CASE("what cannot be made at last leaves everything before it as it was") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    const auto package = dir.write("p/first.rpm", fs::read_file(pair.binary));
    std::string bytes = fs::read_file(pair.source);
    bytes[bytes.size() - 30] ^= 1;
    const auto damaged = dir.write("p/second.rpm", bytes);
    CHECK_THROWS_AS(rpm::make_canonical_together({{package, package}, {damaged, damaged}}, kGzip),
                    report::Error);
    const auto taken = dir.write("p/taken.rpm", "mine");
    CHECK_THROWS_WITH_AS(
        rpm::make_canonical_together({{package, package}, {pair.source, taken}}, kGzip),
        doctest::Contains("already exists, and is another package"), report::Error);
    CHECK(fs::read_file(package) == fs::read_file(pair.binary));
    CHECK(test::listing(dir.path() / "p") ==
          std::vector<std::string>{"first.rpm", "second.rpm", "taken.rpm"});
}

TEST_CASE("a package is open only while it is made") {
    const test::Dir dir;
    const auto package = fs::read_file(test::build_pair(dir).binary);
    std::vector<rpm::CanonicalRequest> requests;
    for (int i = 0; i < 60; ++i) {
        const auto file = dir.write("p/" + std::to_string(i), package);
        requests.push_back({file, file});
    }
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
    const rlimit few{48, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
    const std::size_t made = rpm::make_canonical_together(requests, kGzip).size();
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(made == requests.size());
}

TEST_CASE("a source package that cannot be made takes its binary packages with it") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir, "w1.gzdio");
    std::string bytes = fs::read_file(pair.source);
    bytes[bytes.size() - 30] ^= 1;
    fs::write_file(pair.source, bytes);
    CHECK_THROWS_WITH_AS(rpm::make_canonical_together(pair.requests(dir.path() / "out"), {}),
                         doctest::Contains("its payload is damaged"), report::Error);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "out"));
}
