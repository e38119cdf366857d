#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/verify_payload.hpp"
#include "support/rewrite_fixture.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

using namespace calpkg;

namespace {

/// A package file open for reading.
class Open {
public:
    explicit Open(const std::filesystem::path& file)
        : fd_(open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
        REQUIRE(fd_ >= 0);
    }
    ~Open() { close(fd_); }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

} // namespace

TEST_CASE("the MD5 that packages of old rpm carry covers header and payload") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    rpm::PayloadSeal seal;
    seal.sizes = {{"SIGSIZE", std::stoull(test::query(file, "%{SIGSIZE}"))}};
    seal.digests = {{hash::Algorithm::md5, test::query(file, "%{SIGMD5}"), true}};
    std::string& digest = seal.digests.front().hex;
    REQUIRE(digest.size() == 32);
    const Open package(file);
    CHECK_NOTHROW(rpm::verify_payload(package.get(), seal, "sample.rpm"));
    digest.front() = digest.front() == '0' ? '1' : '0';
    CHECK_THROWS_WITH_AS(rpm::verify_payload(package.get(), seal, "sample.rpm"),
                         doctest::Contains("sample.rpm: its payload is damaged"), report::Error);
}

TEST_CASE("a package that does not tell its size is held against its digest alone") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    rpm::PayloadSeal seal;
    std::string digest = test::query(file, "%{PAYLOADDIGEST}");
    if (digest.empty()) digest = test::query(file, "%{PAYLOADSHA256}"); // as rpm 6 calls it
    seal.digests = {{hash::Algorithm::sha256, digest, false}};
    const Open package(file);
    CHECK_NOTHROW(rpm::verify_payload(package.get(), seal, "sample.rpm"));
}

TEST_CASE("a package without any digest of its payload is not vouched for") {
    const test::Dir dir;
    const Open package(test::build_rpm(dir, test::sample_spec()));
    CHECK_THROWS_WITH_AS(rpm::verify_payload(package.get(), {}, "sample.rpm"),
                         doctest::Contains("sample.rpm: carries no digest of its payload"),
                         report::Error);
}

TEST_CASE("every digest counts, wherever it begins, and every size") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    const std::uint64_t size = std::stoull(test::query(file, "%{SIGSIZE}"));
    const rpm::OpenPackage package(file);
    const std::string bytes = fs::read_file(file);
    const std::string payload = bytes.substr(package.parts.payload_offset);
    rpm::PayloadSeal seal;
    seal.sizes = {{"SIGSIZE", size}, {"PAYLOADSIZE", payload.size(), false}};
    seal.digests = {{hash::Algorithm::md5, test::query(file, "%{SIGMD5}"), true},
                    {hash::Algorithm::sha256, hash::sha256(payload), false}};
    CHECK_NOTHROW(rpm::verify_payload(package.fd.get(), seal, "sample.rpm"));
    SUBCASE("a size that counts from the payload on") {
        seal.sizes.back().size -= 1;
        CHECK_THROWS_WITH_AS(rpm::verify_payload(package.fd.get(), seal, "sample.rpm"),
                             doctest::Contains("(PAYLOADSIZE)"), report::Error);
    }
    SUBCASE("a digest behind one that fits") {
        seal.digests.back().hex = hash::sha256("another");
        CHECK_THROWS_WITH_AS(rpm::verify_payload(package.fd.get(), seal, "sample.rpm"),
                             doctest::Contains(seal.digests.back().hex.c_str()), report::Error);
    }
}
