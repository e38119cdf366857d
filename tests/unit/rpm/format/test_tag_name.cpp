#include "lib/rpm/format/tag_name.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a tag is called by its number and by rpm's name") {
    CHECK(rpm::tag_name(1142) == "tag 1142 (Classdict)");
    CHECK(rpm::tag_name(999999) == "tag 999999 ((unknown))");
}
