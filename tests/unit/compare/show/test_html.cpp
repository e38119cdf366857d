#include "lib/compare/show/html.hpp"

#include "unit/compare/show/sample.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("the page needs nothing from elsewhere, and what is compared is no markup in it") {
    const std::string page = compare::to_html(test::sample_comparison());
    for (const char* outside : {"http:", "https:", "src=", "url(", "@import"})
        CHECK(page.find(outside) == std::string::npos);
    CHECK(page.find("<i>") == std::string::npos);
    CHECK(page.find("new &lt;b&gt;\\x1b") != std::string::npos);
    CHECK(page.find("/b|&lt;i&gt;`") != std::string::npos);
}

TEST_CASE("the tree leads to the rows of files") {
    const std::string page = compare::to_html(test::sample_comparison());
    CHECK(page.find("<li data-row=\"r4\"><a href=\"#r4\">c</a></li>") != std::string::npos);
    CHECK(page.find("id=\"r4\"><code>/c</code>") != std::string::npos);
}

TEST_CASE("a name of thousands of directories is one that is deep enough") {
    compare::Comparison comparison = test::sample_comparison();
    std::string name = "/end";
    for (int i = 0; i < 100000; ++i) name += "/a";
    comparison.packages.front().rows.front() = {
        compare::Section::files, compare::Kind::added, name, "file", "", "file"};
    CHECK(compare::to_html(comparison).find("end/") != std::string::npos);
}
