#include "documents.hpp"

#include "lib/layout/mapping.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using layout::Mapping;

namespace {

/// What reading `text` with `read`, which gets the mapping, says against it.
template <typename Read>
std::string told(const std::string& text, Read read) {
    return test::complaint(
        [&](const std::filesystem::path& file) {
            const layout::Value value = layout::read_yaml(file);
            read(Mapping(value, "the file"));
        },
        "x.yaml", text);
}

constexpr const layout::TextForm& kToken = layout::forms::token;

} // namespace

TEST_CASE("keys are read by their types") {
    const std::string text = "name: a\nflag: true\nmode: \"0640\"\nlist: [b, c]\n"
                             "pairs: {x: y}\nword: noarch\n";
    CHECK(told(text, [](const Mapping& top) {
              CHECK(top.text("name", kToken) == "a");
              CHECK(top.text_or("none", kToken, "missing") == "missing");
              CHECK(top.flag_or("flag", false));
              CHECK(top.flag_or("none", true));
              CHECK(top.mode("mode") == 0640);
              CHECK(!top.mode("none"));
              CHECK(top.texts("list", kToken) == std::vector<std::string>{"b", "c"});
              CHECK(top.texts_or_none("none", kToken).empty());
              CHECK(top.pairs("pairs", kToken, kToken).at("x") == "y");
              CHECK(top.word("word", {"target", "noarch"}) == "noarch");
          }) == "");
}

TEST_CASE("whatever is wrong is told with its line") {
    const auto flag = [](const Mapping& top) { top.flag_or("flag", false); };
    const auto mode = [](const Mapping& top) { top.mode("mode"); };
    const auto list = [](const Mapping& top) { top.texts("list", kToken); };
    CHECK(told("\nflag: yes\n", flag).starts_with("x.yaml:2: 'flag' takes true or false"));
    CHECK(told("flag: \"true\"\n", flag).starts_with("x.yaml:1: "));
    CHECK(told("mode: 0640\n", mode).find("without quotes") != std::string::npos);
    CHECK(told("mode: \"0999\"\n", mode).find("cannot be '0999'") != std::string::npos);
    CHECK(told("list: []\n", list).find("is an empty list") != std::string::npos);
    CHECK(told("list: [a, a]\n", list).find("lists 'a' twice") != std::string::npos);
    CHECK(told("list: a\n", list).find("takes a list, not") != std::string::npos);
    CHECK(told("x: 1\n", list).find("the file has no 'list'") != std::string::npos);
    CHECK(told("- a\n", list).find("the file must be a mapping") != std::string::npos);
    CHECK(told("nme: a\n", [](const Mapping& top) {
              top.allow_only({"name"});
          }).find("unknown key 'nme' in the file; did you mean 'name'?") != std::string::npos);
}
