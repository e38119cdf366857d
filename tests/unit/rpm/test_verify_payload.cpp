#include "lib/report/error.hpp"
#include "lib/rpm/verify_payload.hpp"
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

std::string query(const std::filesystem::path& package, const std::string& format) {
    return test::run({"rpm", "-qp", "--nosignature", "--qf", format, package.string()}).out;
}

} // namespace

TEST_CASE("the MD5 that packages of old rpm carry covers header and payload") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    rpm::PayloadSeal seal;
    seal.size = std::stoull(query(file, "%{SIGSIZE}"));
    seal.hash = hash::Algorithm::md5;
    seal.digest = query(file, "%{SIGMD5}");
    seal.covers_header = true;
    REQUIRE(seal.digest.size() == 32);
    const Open package(file);
    CHECK_NOTHROW(rpm::verify_payload(package.get(), seal, "sample.rpm"));
    seal.digest.front() = seal.digest.front() == '0' ? '1' : '0';
    CHECK_THROWS_WITH_AS(rpm::verify_payload(package.get(), seal, "sample.rpm"),
                         doctest::Contains("sample.rpm: its payload is damaged"), report::Error);
}

TEST_CASE("a package that does not tell its size is held against its digest alone") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    rpm::PayloadSeal seal;
    seal.digest = query(file, "%{PAYLOADDIGEST}");
    if (seal.digest.empty()) seal.digest = query(file, "%{PAYLOADSHA256}"); // as rpm 6 calls it
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
