#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::RawHeader;
using rpm::TagType;
namespace tag = rpm::tag;

namespace {

const std::string kMd5(32, 'a');

std::string digest_of(hash::Algorithm algorithm, const std::string& data) {
    hash::Digest digest(algorithm);
    digest.update(data);
    return digest.finish();
}

} // namespace

TEST_CASE("a new signature header has no signature, and the rest as it was") {
    const test::Dir dir;
    const rpm::OpenPackage package(test::build_rich(dir));
    RawHeader old = package.parts.signature;
    CHECK_FALSE(rpm::is_signed(old));
    for (const std::uint32_t tag : tag::seal::signatures) old.put({tag, TagType::binary, 3, "pgp"});
    CHECK(rpm::is_signed(old));
    const RawHeader made = rpm::unsigned_signature(old, package.files, package.files);
    CHECK_FALSE(rpm::is_signed(made));
    CHECK(made.entries() == package.parts.signature.entries());
}

TEST_CASE("signatures of files stay with the files that stay") {
    const test::Dir dir;
    const rpm::OpenPackage package(test::build_rich(dir));
    RawHeader old = package.parts.signature;
    std::vector<std::string> signatures;
    for (std::size_t row = 0; row < package.files.size(); ++row)
        signatures.push_back("of " + package.files.path(row));
    old.put_strings(tag::seal::file_signature, TagType::string_array, signatures);
    rpm::FileTable after = package.files;
    const std::size_t egg = after.find(test::kEgg).value();
    after.set_text(egg, tag::file_digest, "another");
    after.remove(0);
    const auto kept =
        rpm::unsigned_signature(old, package.files, after).strings(tag::seal::file_signature);
    REQUIRE(kept.size() == after.size());
    CHECK(kept.at(egg - 1) == "");
    CHECK(kept.at(0) == "of " + after.path(0));
}

TEST_CASE("digests and sizes are filled in where the signature header has them") {
    const test::Dir dir;
    RawHeader signature = rpm::OpenPackage(test::build_rich(dir)).parts.signature;
    const std::uint64_t unpacked = signature.number(tag::seal::payload_size);
    rpm::seal(signature, "header", {100, kMd5, ""}, -5, "x.rpm");
    CHECK(signature.number(tag::seal::size) == 106);
    CHECK(signature.number(tag::seal::payload_size) == unpacked - 5);
    CHECK(signature.text(tag::seal::sha256) == hash::sha256("header"));
    CHECK(signature.text(tag::seal::sha1) == digest_of(hash::Algorithm::sha1, "header"));
    CHECK(signature.find(tag::seal::md5)->bytes.get() == std::string(16, '\xaa'));
    CHECK_FALSE(signature.has(tag::seal::long_size));
}

TEST_CASE("a size that does not fit its tag is refused") {
    RawHeader signature;
    signature.put_numbers(tag::seal::size, TagType::int32, {1});
    CHECK_THROWS_WITH_AS(rpm::seal(signature, "header", {UINT32_MAX, kMd5, ""}, 0, "x.rpm"),
                         doctest::Contains("x.rpm: would grow beyond 4 GiB"), report::Error);
    RawHeader wide;
    wide.put_numbers(tag::seal::long_size, TagType::int64, {1});
    rpm::seal(wide, "header", {UINT32_MAX, kMd5, ""}, 0, "x.rpm");
    CHECK(wide.number(tag::seal::long_size) == std::uint64_t{UINT32_MAX} + 6);
}
