#include "lib/rpm/format/library.hpp"
#include "lib/rpm/package.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <memory>
#include <rpm/rpmlog.h>

using namespace calpkg;

TEST_CASE("whoever wants librpm waits until the other's session has ended") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    auto session = std::make_unique<rpm::Session>();
    auto other = std::async(std::launch::async, [&] { return rpm::read_package(file).name; });
    CHECK(other.wait_for(std::chrono::milliseconds(200)) == std::future_status::timeout);
    session.reset();
    CHECK(other.get() == "sample");
}

TEST_CASE(
    "librpm's warnings and errors become one line, without the file's name and printed nowhere") {
    const test::Dir dir;
    const rpm::Session session;
    CHECK(session.messages() == "");
    const std::string printed = test::stderr_of(dir, [] {
        rpmlog(RPMLOG_ERR, "x.rpm: bad\tthing\n");
        rpmlog(RPMLOG_NOTICE, "nobody wants to know\n");
        rpmlog(RPMLOG_WARNING, "take care");
    });
    CHECK(printed == "");
    CHECK(session.messages("x.rpm: ") == "bad\\x09thing; take care");
    CHECK(session.messages() == "x.rpm: bad\\x09thing; take care");
}

TEST_CASE("a session does not hear what was said in an earlier one") {
    {
        const rpm::Session session;
        rpmlog(RPMLOG_ERR, "earlier\n");
    }
    CHECK(rpm::Session().messages() == "");
}

TEST_CASE("the user's rpm configuration is not read") {
    const test::Dir dir;
    dir.write(".rpmmacros", "%unterminated(\n");
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    // In a process of its own, because only the first session reads configuration at all.
    const process::Result result =
        test::run({"env", "HOME=" + dir.path().string(), self.string(), "-tc=librpm's warnings*"});
    CHECK_MESSAGE(result.ok(), result.out);
    CHECK(result.out.find("1 passed") != std::string::npos);
}
