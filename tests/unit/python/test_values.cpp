#include "lib/python/values.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using python::Value;
using ValueKind = python::Value::Kind;

namespace {

Value value_of(const std::string& text) { return python::python_value(text, "x"); }

} // namespace

TEST_CASE("texts are read with their prefixes, escapes and joints") {
    CHECK(value_of("'a' \"b\"").text == "ab");
    CHECK(value_of("u'\\u00fc\\x41\\101\\n'").text == "\xC3\xBC"
                                                      "AA\n");
    CHECK(value_of("r'\\d'").text == "\\d");
    CHECK(value_of("'''one\ntwo'''").text == "one\ntwo");
    CHECK(value_of("'it\\'s'").text == "it's");
    CHECK(value_of("('a'\n 'b')").text == "ab");
    CHECK(value_of("'1.' + '2'").text == "1.2");
}

TEST_CASE("lists, tuples, dicts and constants are read") {
    CHECK(value_of("['a', 'b',]").items.size() == 2);
    CHECK(value_of("('a',)").kind == ValueKind::list);
    CHECK(value_of("()").kind == ValueKind::list);
    CHECK(value_of("[]").items.empty());
    CHECK(value_of("['a'] + ['b', 'c']").items.at(2).text == "c");
    const Value dict = value_of("{'': ['*.txt'], 'a': 'b'}");
    REQUIRE(dict.keys.size() == 2);
    CHECK(dict.keys[1].text == "a");
    CHECK(dict.items[0].items.at(0).text == "*.txt");
    CHECK(value_of("dict(console_scripts=['x'])").keys.at(0).text == "console_scripts");
    CHECK(value_of("True").flag);
    CHECK_FALSE(value_of("False").truthy());
    CHECK(value_of("None").kind == ValueKind::none);
}

TEST_CASE("what only a running Python knows is unknown, not wrong") {
    for (const std::string text :
         {"version()", "'%s' % x", "'a'.join(b)", "[x for x in y]", "{k: v for k in d}",
          "-1 if a else b", "f'{x}'", "a.b.c(d)[1:2](e)", "lambda x: y", "{**a}", "x[1]", "'a' + b",
          "open('x')", "not x", "'a', 'b'"}) {
        CAPTURE(text);
        const Value got = value_of(text);
        const bool inside = !got.items.empty() && got.items[0].kind == ValueKind::unknown;
        CHECK((got.kind == ValueKind::unknown || inside));
    }
}

TEST_CASE("calls that are answered later keep their arguments") {
    const Value find = value_of("find_packages('src', exclude=['tests', 'tests.*'])");
    CHECK(find.kind == ValueKind::call);
    CHECK(find.text == "find_packages");
    CHECK(find.items.at(0).text == "src");
    CHECK(find.named.at("exclude").items.size() == 2);
    CHECK(value_of("open('README').read()").text == "open");
}
