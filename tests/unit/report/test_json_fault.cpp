#include "lib/report/error.hpp"
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

TEST_CASE("JSON that is nested to end the program is refused, brackets in texts are none") {
    const std::string deep = std::string(100, '[') + std::string(100, ']'),
                      deeper = "{\"a\": " + deep + "}",
                      texts = "[\"\\\"" + std::string(200, '[') + "\"]";
    std::string wide;
    for (int i = 0; i < 200; ++i) wide += "[]";
    CHECK(&report::shallow_json(deep, "x") == &deep);
    CHECK(report::shallow_json(texts, "x") == texts);
    CHECK(report::shallow_json(wide, "x") == wide);
    CHECK_THROWS_WITH_AS(
        report::shallow_json(deeper, "x.json"),
        "x.json: is nested deeper than anything that programs write; make it again", report::Error);
}
