#include "lib/report/log_error.hpp"

#include <doctest/doctest.h>

using namespace calpkg::report;

TEST_CASE("the end of a log is shown below an error, without control characters") {
    const LogError error("server", "the job failed", "the log tells why",
                         {"whole log: /x", "a\x1b[31m"});
    CHECK(std::string(error.what()) ==
          "server: the job failed; the log tells why\nwhole log: /x\na\\x1b[31m");
    CHECK(error.log() == "whole log: /x\na\\x1b[31m\n");
    CHECK(error.reason() == "the job failed");
}

TEST_CASE("without a log there is nothing below") {
    CHECK(std::string(LogError("server", "the job failed", "", {}).what()) ==
          "server: the job failed");
}
