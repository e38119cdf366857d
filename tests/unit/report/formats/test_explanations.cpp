#include "lib/report/error.hpp"
#include "lib/report/formats/explanations.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

const std::string kRow =
    "# All\n\n## Things\n\n| id | severity | meaning | what to do |\n| --- | --- | --- | --- |\n"
    "| `a-id` | warning, error **A** | a `file` is [old](x.md#y) | **mend** it |\n";
const std::string kDetails = "\n### a-id\n\nSomebody\nsees it.\n\n```\na: is old\nand so on\n```\n";

std::string error_of(const std::string& text) {
    try {
        report::read_explanations(text, "f.md");
    } catch (const report::Error& error) {
        return error.subject() + " " + error.reason();
    }
    return {};
}

} // namespace

TEST_CASE("a row and what is below its heading are one explanation, in plain text") {
    const auto all = report::read_explanations(kRow + kDetails, "f.md");
    REQUIRE(all.size() == 1);
    const report::Explanation& one = all.front();
    CHECK(one.id == "a-id");
    CHECK(one.section == "Things");
    CHECK(one.severities == std::vector<std::string>{"warning", "error"});
    CHECK(one.acceptable);
    CHECK(one.meaning == "a 'file' is old");
    CHECK(one.remedy == "mend it");
    CHECK(one.why == "Somebody sees it.");
    CHECK(one.example == "a: is old\nand so on");
    CHECK(report::explanation_of(all, "a-id") == &one);
    CHECK(report::explanation_of(all, "b-id") == nullptr);
}

TEST_CASE("another form is an error that names the line") {
    CHECK(error_of(kRow) == "f.md:7 has no heading for 'a-id'");
    CHECK(error_of(kRow + "\n### b-id\n") == "f.md:9 'b-id' has no row in a table");
    CHECK(error_of(kRow + "\n### a-id\n\ntext\n\n## More\n") == "f.md:13 'a-id' has no example");
    CHECK(error_of(kRow + "\n### a-id\n\ntext\n```\nopen") == "f.md:13 'a-id' has no example");
    CHECK(error_of(kRow + "\n### a-id\n\n```\nx\n```\n") == "f.md:13 'a-id' has no paragraph");
    CHECK(error_of(kRow + "| `b` | note | x |\n") == "f.md:8 a row does not have four cells");
    CHECK(error_of(kRow + "| `a-id` | note | x | y |\n") == "f.md:8 'a-id' has a row already");
}
