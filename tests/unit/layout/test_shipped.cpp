#include "lib/layout/catalog.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("every layout and spec in the project can be read") {
    const layout::Catalog catalog(test::source_directory());
    const std::vector<std::string> names = catalog.component_names();
    REQUIRE(names.size() >= 3);
    CHECK(names[0] == "server");
    CHECK(names[1] == "clients");
    CHECK(names[2] == "diamond");
    for (const std::string& name : names) {
        CAPTURE(name);
        const layout::Layout layout = catalog.layout(name);
        CHECK(layout.component == name);
        CHECK_NOTHROW(catalog.spec(layout.spec));
    }
}

TEST_CASE("every target in the project can be read") {
    const layout::Catalog catalog(test::source_directory());
    REQUIRE(catalog.target_names().size() >= 3);
    for (const std::string& name : catalog.target_names()) {
        CAPTURE(name);
        CHECK(catalog.target(name).name == name);
    }
    CHECK(catalog.target("el6").python == "2.6");
}
