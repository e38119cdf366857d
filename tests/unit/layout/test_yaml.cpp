#include "documents.hpp"

#include "lib/layout/yaml.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using layout::Value;

namespace {

std::string complaint_of_yaml(const std::string& text) {
    return test::complaint(layout::read_yaml, "x.yaml", text);
}

Value read_text(const std::string& text) {
    const test::Dir dir;
    return layout::read_yaml(dir.write("x.yaml", text));
}

} // namespace

TEST_CASE("scalars keep the text as written and know whether they were quoted") {
    const Value value = read_text("a: 2.10\nb: \"0644\"\nc: 0644\n");
    CHECK(value.members[0].value.text == "2.10");
    CHECK_FALSE(value.members[0].value.quoted);
    CHECK(value.members[1].value.quoted);
    CHECK(value.members[2].value.text == "0644");
    CHECK_FALSE(value.members[2].value.quoted);
}

TEST_CASE("every node knows its line") {
    const Value value = read_text("# comment\na: 1\nb:\n  - {c: 2}\n  - d: 3\n    e: 4\n");
    CHECK(value.members[0].at.line == 2);
    const Value& list = value.members[1].value;
    CHECK(list.items[0].at.line == 4);
    CHECK(list.items[1].at.line == 5);
    CHECK(list.items[1].members[1].at.line == 6);
}

TEST_CASE("an empty item at a file's end is in a line of the file") {
    CHECK(read_text("\n-").items.at(0).at.line <= 2);
}

TEST_CASE("syntax errors name the line") {
    CHECK(complaint_of_yaml("a: 1\nb: [1, 2\nc: 3\n").starts_with("x.yaml:"));
    CHECK(complaint_of_yaml("a: 1\n\tb: 2\n").starts_with("x.yaml:2: not valid YAML: "));
    CHECK(complaint_of_yaml("a: 1\nb: \"open\n").starts_with("x.yaml:2: not valid YAML: "));
    CHECK(complaint_of_yaml("a: 'open\nb: 2").starts_with("x.yaml:2: not valid YAML: "));
    CHECK(complaint_of_yaml("a: 1\nb: *nobody\n").starts_with("x.yaml:2: not valid YAML: "));
}

TEST_CASE("a file without content is an error, and so is a second document") {
    for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "~\n"}) {
        CAPTURE(text);
        CHECK(complaint_of_yaml(text) == "x.yaml:1: the file is empty");
    }
    CHECK(complaint_of_yaml("a: 1\n---\nb: 2\n") ==
          "x.yaml:2: a second YAML document; one document a file: remove the '---'");
}

TEST_CASE("a comma where a document should begin is an error, not documents without end") {
    for (const char* text : {",", "\n,", "a: 1\n---\n,\n", "\"a\" ,\n"}) {
        CAPTURE(text);
        CHECK(complaint_of_yaml(text).ends_with("not valid YAML: a value cannot begin like this"));
    }
}

TEST_CASE("a key given twice is an error that names both lines") {
    CHECK(complaint_of_yaml("a: 1\nb: 2\na: 3\n") ==
          "x.yaml:3: key 'a' is given twice (first in line 1); remove one of the two");
    CHECK(complaint_of_yaml("list:\n  - {x: 1, y: 2, x: 3}\n")
              .starts_with("x.yaml:2: key 'x' is given twice"));
}

TEST_CASE("bytes that YAML would hide or replace are refused with their line") {
    CHECK(complaint_of_yaml("a: 1\nb: caf\xe9\n") ==
          "x.yaml:2: byte 0xe9 is not valid UTF-8; save the file as UTF-8");
    CHECK(complaint_of_yaml("\xff\xfe"
                            "a")
              .starts_with("x.yaml:1: byte 0xff"));
    CHECK(complaint_of_yaml("a: 1\n\x04 b: 2\n") == "x.yaml:2: control character 0x04; remove it");
    CHECK(complaint_of_yaml(std::string("a: 1\nb: \0\n", 10))
              .starts_with("x.yaml:2: control character 0x00"));
    CHECK(complaint_of_yaml("a: 1\r\nb: Größe\r\n").empty());
}

TEST_CASE("anchors and merge keys are put in place, and a mapping's own keys win") {
    const Value value =
        read_text("- &base {a: 1, b: 2}\n- {<<: *base, b: 3}\n- {b: 4, <<: [*base, {c: 5}]}\n");
    const Value& second = value.items[1];
    REQUIRE(second.members.size() == 2);
    CHECK(second.members[0].value.text == "3");
    CHECK(second.members[1].key == "a");
    CHECK(second.members[1].at.line == 1);
    CHECK(value.items[2].members.size() == 3);
    CHECK(complaint_of_yaml("a: 1\n<<: 2\n") == "x.yaml:2: '<<' takes a mapping, not '2'");
}

TEST_CASE("keys that are not text are an error") {
    CHECK(complaint_of_yaml("a: 1\n[b, c]: 2\n") == "x.yaml:2: a key must be plain text");
    CHECK(complaint_of_yaml("a: 1\n~: 2\n") == "x.yaml:2: a key must be plain text");
}

TEST_CASE("documents that only want to exhaust their reader end in an error") {
    CHECK(complaint_of_yaml(std::string(30, '[') + std::string(30, ']')).empty());
    CHECK(complaint_of_yaml(std::string(40, '[') + std::string(40, ']')) ==
          "x.yaml:1: nests too deeply");
    CHECK(complaint_of_yaml(std::string(100'000, '[')).starts_with("x.yaml:1: "));
    CHECK(complaint_of_yaml("&a [*a]\n") == "x.yaml:1: nests too deeply");
    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 9; ++k) laughs += "*a" + std::to_string(i - 1) + (k < 8 ? "," : "]\n");
    }
    CHECK(complaint_of_yaml(laughs).find("repeats too much by aliases") != std::string::npos);
    std::string many = "map:\n";
    for (int i = 0; i < 100'000; ++i) many += " k" + std::to_string(i) + ":\n";
    CHECK(complaint_of_yaml(many).empty());
    CHECK(complaint_of_yaml(many + " k7:\n") ==
          "x.yaml:100002: key 'k7' is given twice (first in line 9); remove one of the two");
    CHECK(complaint_of_yaml(std::string(2U << 20, '#')).find("larger than") != std::string::npos);
}

TEST_CASE("a file that is not there is named") {
    CHECK_THROWS_WITH_AS(
        layout::read_yaml("/nonexistent/x.yaml"),
        "/nonexistent/x.yaml: cannot open: No such file or directory; check its name",
        report::Error);
}
