#include "lib/schema/shape.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

using namespace calpkg;
using Json = nlohmann::json;

namespace {

Json schema_of(const std::string& shape) {
    Json schema = Json::parse(
        schema::shape_schema("x", "top", {{"top", shape}, {"other", "[other] | null"}}));
    CHECK(schema["title"] == "x");
    schema.erase("$schema");
    schema.erase("title");
    return schema;
}

} // namespace

TEST_CASE("shapes become the schemas that they look like") {
    CHECK(schema_of("string") == Json{{"type", "string"}});
    CHECK(schema_of("[ integer ]") ==
          Json::parse(R"({"type": "array", "items": {"type": "integer"}})"));
    CHECK(schema_of("\"a\" | \"b-c\"") == Json::parse(R"({"enum": ["a", "b-c"]})"));
    CHECK(schema_of("null | \"a\"") ==
          Json::parse(R"({"anyOf": [{"type": "null"}, {"const": "a"}]})"));
    CHECK(schema_of("{a: boolean,\n  b?: {*: number}}") == Json::parse(R"({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"type": "boolean"},
                       "b": {"type": "object", "additionalProperties": {"type": "number"}}}})"));
}

TEST_CASE("what a shape names is defined with it, once") {
    CHECK(schema_of("{a: other, b: other}")["$defs"] == Json::parse(R"({"other": {"anyOf": [
        {"type": "array", "items": {"$ref": "#/$defs/other"}}, {"type": "null"}]}})"));
}

TEST_CASE("a shape that cannot be read is not half a schema") {
    for (const char* shape :
         {"", "{a: string", "{a string}", "[string", "string string", "nothing", "{a: }"})
        CHECK_THROWS_AS(schema_of(shape), std::invalid_argument);
}
