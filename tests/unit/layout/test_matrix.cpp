#include "lib/layout/matrix.hpp"

#include "documents.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string complaint_of_matrix(const std::string& text) {
    return test::complaint(layout::read_matrix, "matrix.yaml", text);
}

} // namespace

TEST_CASE("a line has the targets of the matrix, or its own, and paths beside the file") {
    const test::Dir dir;
    dir.write("matrix.yaml", "out: ../rpms\n"
                             "targets: [el6, el7]\n"
                             "lines:\n"
                             "  \"1.5\": {line: \"1.5\", from: https://example.org/mirror}\n"
                             "  next: {checkouts: src, config: /etc/next.yaml, targets: [el9]}\n");
    const layout::Matrix matrix = layout::read_matrix(dir.path() / "matrix.yaml");
    CHECK(matrix.out == dir.path().parent_path() / "rpms");
    REQUIRE(matrix.lines.size() == 2);
    CHECK(matrix.lines[0].name == "1.5");
    CHECK(matrix.lines[0].line == "1.5");
    CHECK(matrix.lines[0].from == "https://example.org/mirror");
    CHECK(matrix.lines[0].targets == std::vector<std::string>{"el6", "el7"});
    CHECK(matrix.lines[1].checkouts == dir.path() / "src");
    CHECK(matrix.lines[1].config == "/etc/next.yaml");
    CHECK(matrix.lines[1].targets == std::vector<std::string>{"el9"});
}

TEST_CASE("a matrix without sources is refused") {
    CHECK(test::has(complaint_of_matrix("lines: {a: {targets: [el6]}}\n"),
                    "says nothing of sources"));
    CHECK(test::has(complaint_of_matrix("lines: {}\n"), "'lines' has none"));
    CHECK(test::has(complaint_of_matrix("lines: {..: {line: a}}\n"), "cannot be the name"));
}
