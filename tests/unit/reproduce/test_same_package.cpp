#include "lib/fs/file.hpp"
#include "lib/reproduce/same_package.hpp"
#include "unit/repo/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using reproduce::compare_bytes;
using reproduce::Sameness;

TEST_CASE("the same file is the same, and one with another byte is not") {
    const test::Dir dir;
    const auto package = test::tiny_package("1");
    const auto copy = dir.write("copy.rpm", fs::read_file(package));
    CHECK(compare_bytes(package, copy) == Sameness::bytes);
    CHECK(compare_bytes(package, dir.path() / "none.rpm") == Sameness::not_made);
    std::string bytes = fs::read_file(package);
    bytes[20] = static_cast<char>(bytes[20] ^ 1); // in the lead, before all signatures
    fs::write_file(copy, bytes);
    CHECK(compare_bytes(copy, package) == Sameness::different);
    CHECK(compare_bytes(test::tiny_package("2"), package) == Sameness::different);
}

TEST_CASE("a signature is no difference, and what is signed still is") {
    const test::Dir dir;
    const auto signed_one = dir.path() / "signed.rpm";
    std::filesystem::copy_file(test::tiny_package("1"), signed_one);
    test::sign(signed_one);
    CHECK(compare_bytes(signed_one, test::tiny_package("1")) == Sameness::but_signature);
    CHECK(compare_bytes(test::tiny_package("1"), signed_one) == Sameness::different);
    CHECK(compare_bytes(signed_one, test::tiny_package("2")) == Sameness::different);
    std::string bytes = fs::read_file(signed_one);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    fs::write_file(signed_one, bytes);
    CHECK(compare_bytes(signed_one, test::tiny_package("1")) == Sameness::different);
}
