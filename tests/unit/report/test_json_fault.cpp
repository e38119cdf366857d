#include "lib/report/json_fault.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace calpkg;

TEST_CASE("what a library says of JSON loses the library's name and number for it") {
    const auto fault = [](const char* what) {
        return report::json_fault(std::runtime_error(what));
    };
    CHECK(fault("[json.exception.type_error.302] type must be string, but is [1]") ==
          "type must be string, but is [1]");
    CHECK(fault("[json.exception.type_error.304] cannot use at() with array") ==
          "a value has another type than it should");
    CHECK(fault("[1] is no name") == "[1] is no name");
    CHECK(fault("[json.exception.") == "[json.exception.");
}
