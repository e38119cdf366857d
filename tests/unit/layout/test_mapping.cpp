#include "documents.hpp"

#include "lib/layout/mapping.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace calpkg;
using layout::Mapping;

namespace {

namespace forms = layout::forms;
namespace takes = layout::takes;

const layout::Keys& keys() {
    static const layout::Keys all{{{"name", takes::text(forms::token)},
                                   {"none", takes::text(forms::token)},
                                   {"flag", takes::flag()},
                                   {"mode", takes::mode()},
                                   {"list", takes::texts(forms::token)},
                                   {"pairs", takes::map(forms::token, takes::text(forms::token))},
                                   {"word", takes::word({"target", "noarch"})},
                                   {"number", takes::number(64)},
                                   {"either", takes::text_or_texts(forms::token)}},
                                  {{{"name"}, {"word"}}, {{"word"}, {"name"}}}};
    return all;
}

/// What reading `text` with `read`, which gets the mapping, says against it.
template <typename Read>
std::string told(const std::string& text, Read read) {
    return test::complaint(
        [&](const std::filesystem::path& file) {
            const layout::Value value = layout::read_yaml(file);
            read(Mapping(value, "the file", keys()));
        },
        "x.yaml", text);
}

} // namespace

TEST_CASE("keys are read by their forms") {
    const std::string text = "name: a\nflag: true\nmode: \"0640\"\nlist: [b, c]\n"
                             "pairs: {x: y}\nword: noarch\nnumber: 007\neither: d\n";
    CHECK(told(text, [](const Mapping& top) {
              CHECK(top.text("name") == "a");
              CHECK(top.text_or("none", "missing") == "missing");
              CHECK(top.flag_or("flag", false));
              CHECK(top.flag_or("gone", true));
              CHECK(top.mode("mode") == 0640);
              CHECK(!top.mode("gone"));
              CHECK(top.texts("list") == std::vector<std::string>{"b", "c"});
              CHECK(top.texts("either") == std::vector<std::string>{"d"});
              CHECK(top.texts_or_none("gone").empty());
              CHECK(top.pairs("pairs").at("x") == "y");
              CHECK(top.word("word") == "noarch");
              CHECK(top.number_or_none("number") == 7);
              CHECK(!top.follows_an_alternative());
          }) == "");
    CHECK(told("word: noarch\n", [](const Mapping& top) { CHECK(top.follows_an_alternative()); }) ==
          "");
}

TEST_CASE("what no table says is not read") {
    CHECK(told("name: a\n", [](const Mapping& top) {
              CHECK_THROWS_AS(top.flag_or("name", false), std::logic_error);
              CHECK_THROWS_AS(top.texts("name"), std::logic_error);
          }) == "");
}

TEST_CASE("whatever is wrong is told with its line") {
    const auto flag = [](const Mapping& top) { top.flag_or("flag", false); };
    const auto mode = [](const Mapping& top) { top.mode("mode"); };
    const auto list = [](const Mapping& top) { top.texts("list"); };
    CHECK(told("\nflag: yes\n", flag).starts_with("x.yaml:2: 'flag' takes true or false"));
    CHECK(told("flag: \"true\"\n", flag).starts_with("x.yaml:1: "));
    CHECK(told("mode: 0640\n", mode).find("without quotes") != std::string::npos);
    CHECK(told("mode: \"0999\"\n", mode).find("cannot be '0999'") != std::string::npos);
    CHECK(told("list: []\n", list).find("is an empty list") != std::string::npos);
    CHECK(told("list: [a, a]\n", list).find("lists 'a' twice") != std::string::npos);
    CHECK(told("list: a\n", list).find("takes a list, not") != std::string::npos);
    CHECK(told("name: a\n", list).find("the file has no 'list'") != std::string::npos);
    CHECK(told("- a\n", list).find("the file must be a mapping") != std::string::npos);
    CHECK(told("nme: a\n", list).find("unknown key 'nme' in the file; did you mean 'name'?") !=
          std::string::npos);
    const auto number = [](const Mapping& top) { top.number_or_none("number"); };
    CHECK(told("number: 65\n", number) == "x.yaml:1: 'number' takes a number from 1 to 64");
    CHECK(told("number: 0\n", number) == "x.yaml:1: 'number' takes a number from 1 to 64");
}
