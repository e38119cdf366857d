#include "lib/hash/digest.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/package.hpp"
#include "unit/repo/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::filesystem::path copied(const std::filesystem::path& package, const test::Dir& dir) {
    std::filesystem::copy_file(package, dir.path() / package.filename());
    return dir.path() / package.filename();
}

} // namespace

TEST_CASE("a package is described, and the same header is the same package whoever has signed it") {
    const test::Dir dir;
    const auto package = copied(test::tiny_package("1"), dir);
    const std::string name = package.filename().string();
    const repo::Artifact before = repo::describe_package(dir.path(), name);
    CHECK(before.path == name);
    CHECK(before.nevra == "tiny-1-1.noarch");
    CHECK(before.size == std::filesystem::file_size(package));
    CHECK(before.sha256 == hash::sha256_file(package));
    CHECK(before.header_sha256 == rpm::read_package(package).header_sha256);
    CHECK_FALSE(repo::is_signed(package));

    test::sign(package);
    CHECK(repo::is_signed(package));
    const repo::Artifact after = repo::describe_package(dir.path(), name);
    CHECK(after.header_sha256 == before.header_sha256);
    CHECK(after.sha256 != before.sha256);
}

TEST_CASE("what differs between two packages of one name is told") {
    const test::Dir dir;
    const auto one = copied(test::tiny_package("1"), dir);
    const auto& other = test::tiny_package("1", "other");
    CHECK(repo::difference(one, other) == "1 file differs (/opt/tiny/file)");
    CHECK(repo::difference(one, one) == "its files are the same, its header is not");
    test::sign(one);
    CHECK(repo::difference(one, other) ==
          "it is signed and the new one is not; 1 file differs (/opt/tiny/file)");
    const auto cut = dir.write("cut.rpm", fs::read_file(one).substr(0, 900));
    CHECK(repo::difference(cut, other).starts_with("it is damaged: "));
    CHECK_THROWS_AS(repo::describe_package(dir.path(), "cut.rpm"), report::Error);
    CHECK_FALSE(repo::is_signed(cut));
}
