#include "lib/compare/spool.hpp"

#include "lib/hash/digest.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("contents come from memory and from scratch files, and those that are dropped go") {
    const test::Dir dir;
    const std::filesystem::path package = test::build_rich(dir, "w.ufdio");
    const rpm::OpenPackage open(package);
    const std::size_t noise = open.files.find("/opt/calamari/noise").value();
    const std::size_t config = open.files.find("/etc/sample.conf").value();
    const std::size_t linked = open.files.find("/opt/calamari/one").value();
    for (const std::uint64_t memory :
         {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{1} << 20}) {
        CAPTURE(memory);
        const std::filesystem::path scratch = dir.path() / ("scratch" + std::to_string(memory));
        compare::Spool spool(open, scratch, memory);
        for (const std::size_t row : {noise, config, linked}) spool.want(row, true);
        spool.fill();
        CHECK(spool.content(config) == "a=1\n");
        CHECK(spool.content(linked) == "linked\n");
        CHECK(hash::sha256(spool.content(noise)) == spool.digest(noise));
        CHECK(std::filesystem::exists(scratch / std::to_string(noise)) == (memory < 70000));
        spool.drop(noise);
        CHECK(!std::filesystem::exists(scratch / std::to_string(noise)));
    }
}
