#include "lib/rpm/sign/gpg.hpp"

#include "unit/rpm/sign/keyring.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("gpg's answer comes apart into output, status and words") {
    test::Keyring::instance();
    const rpm::GpgAnswer answer = rpm::run_gpg({"--list-secret-keys", "--", "nobody"});
    CHECK_FALSE(answer.ok);
    CHECK(answer.words == "error reading key: No secret key");
    CHECK(answer.out.empty());

    const test::Dir dir;
    const auto file = dir.write("file", "content");
    const rpm::GpgAnswer digest = rpm::run_gpg({"--print-md", "sha256", file.string()});
    CHECK(digest.ok);
    CHECK(digest.out.find("ED7002B4") != std::string::npos);
}

TEST_CASE("gpg gets more time for a large file") {
    using rpm::Asking;
    CHECK(rpm::gpg_time_limit(Asking::never, 0) == 60);
    CHECK(rpm::gpg_time_limit(Asking::on_terminal, 0) == 600);
    CHECK(rpm::gpg_time_limit(Asking::never, std::uint64_t{20} << 30) > 2000);
}

TEST_CASE("a status line is found by its whole keyword") {
    rpm::GpgAnswer answer;
    answer.status = {"SIG_CREATED D 1", "SIG_CREATED_NOT x", "FAILURE sign 11"};
    CHECK(answer.lines("SIG_CREATED") == std::vector<std::string>{"D 1"});
    CHECK(answer.lines("SIG").empty());
}
