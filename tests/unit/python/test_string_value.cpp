#include "lib/python/string_value.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string value(const std::string& literal) {
    return python::string_value(python::lex(literal).tokens.at(0));
}

} // namespace

TEST_CASE("a literal is worth what a real Python makes of it") {
    for (const std::string literal :
         {"''", "'a'", "u'\\u00fc\\x41\\101\\n'", "'\\U0001f40d\\a\\b\\f\\r\\t\\v\\\\\\''",
          "'\\0\\07\\1234'", "r'\\d\\''", "R\"\\\\\"", "'one \\\ntwo'", "'''one\r\ntwo\rthree'''",
          "'one \\\r\ntwo'", "'\\q\\ '", "'\xc3\xbc'", "'''it's'''"}) {
        CAPTURE(literal);
        const auto real = test::run({"python3", "-W", "ignore", "-c",
                                     "import ast, sys\nsource = sys.argv[1]\n"
                                     "sys.stdout.buffer.write(ast.literal_eval(source).encode())",
                                     literal});
        REQUIRE_MESSAGE(real.ok(), real.err);
        CHECK(value(literal) == real.out);
    }
}

TEST_CASE("named characters stay as they are, and half a pair is no character") {
    CHECK(value("'\\N{BULLET}'") == "\\N{BULLET}");
    CHECK(value("'\\ud800'") == "\xef\xbf\xbd");
}
