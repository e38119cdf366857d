#include "lib/egg/make/setup_keywords.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using egg::SetupKeywords;
using Strings = std::vector<std::string>;

namespace {

SetupKeywords keywords(const std::string& arguments,
                       const std::map<std::string, std::string>& overrides = {}) {
    return {egg::read_setup_call("setup(\n" + arguments + ")\n", "setup.py"), overrides};
}

template <typename Read>
std::string complaint_of_keywords(const std::string& arguments, Read read) {
    try {
        read(keywords(arguments));
    } catch (const report::Error& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("a keyword that is not there, or None, is empty of every type") {
    for (const std::string arguments : {"", "a=None"}) {
        const SetupKeywords none = keywords(arguments);
        CHECK(none.find("a") == nullptr);
        CHECK(none.text("a").empty());
        CHECK_FALSE(none.flag("a").has_value());
        CHECK(none.texts("a").empty());
        CHECK(none.text_map("a").empty());
        CHECK(none.texts_map("a").empty());
    }
}

TEST_CASE("a keyword is read as the type that is wanted") {
    const SetupKeywords all = keywords("t='x', f=1, g=0, l=['a', 'b'], c='a, b,', m={'k': 'v'},\n"
                                       "n={'k': ['v', 'w'], 'j': 'x\\ny\\n'}, i='one\\n two\\n'");
    CHECK(all.text("t") == "x");
    CHECK(all.flag("f") == true);
    CHECK(all.flag("g") == false);
    CHECK(all.texts("l") == Strings{"a", "b"});
    CHECK(all.texts_or_commas("c") == Strings{"a", "b"});
    CHECK(all.texts_or_commas("l") == Strings{"a", "b"});
    CHECK(all.texts_or_lines("i") == Strings{"one", "two"});
    CHECK(all.text_map("m").at("k") == "v");
    CHECK(all.texts_map("n").at("k") == Strings{"v", "w"});
    CHECK(all.texts_map("n").at("j") == Strings{"x", "y"});
}

TEST_CASE("another type is an error with the line and what would be right") {
    CHECK(complaint_of_keywords("a=['x']", [](const SetupKeywords& k) { k.text("a"); }) ==
          "setup.py:2: 'a' takes text");
    CHECK(complaint_of_keywords("a='x'", [](const SetupKeywords& k) { k.texts("a"); }) ==
          "setup.py:2: 'a' takes a list of strings");
    CHECK(complaint_of_keywords("a=['x', 1]", [](const SetupKeywords& k) { k.texts("a"); }) ==
          "setup.py:2: 'a' takes text");
    CHECK(complaint_of_keywords("a=f()", [](const SetupKeywords& k) {
              k.text("a");
          }).starts_with("setup.py:2: 'a' cannot be determined: what f() gives"));
}

TEST_CASE("an override takes the keyword's place, as a literal where it looks like one") {
    const std::map<std::string, std::string> overrides{
        {"t", "plain text"}, {"l", "['x']"}, {"f", "False"}, {"q", "'quoted'"}};
    const SetupKeywords all = keywords("t=f(), l=g(), f=True", overrides);
    CHECK(all.text("t") == "plain text");
    CHECK(all.texts("l") == Strings{"x"});
    CHECK(all.flag("f") == false);
    CHECK(all.text("q") == "quoted");
    CHECK(all.position(*all.find("l")) == "setup.py");
}

TEST_CASE("the arguments of a call that is a keyword's value are keywords themselves") {
    const SetupKeywords call =
        keywords("packages=find_packages('src', exclude=['x'])").of_call("packages", {"where"});
    CHECK(call.text("where") == "src");
    CHECK(call.texts("exclude") == Strings{"x"});
    CHECK(complaint_of_keywords("packages=find_packages(f())", [](const SetupKeywords& k) {
              k.of_call("packages", {"where"});
          }).find("cannot be determined") != std::string::npos);
}
