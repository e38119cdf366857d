#include "lib/rpm/format/lead.hpp"
#include "lib/rpm/format/tags.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a lead gets a name of at most 65 bytes, and constant numbers, and keeps the rest") {
    const std::string old(rpm::kLeadSize, 'x');
    rpm::RawHeader header;
    header.put_strings(rpm::tag::name, rpm::TagType::string, {std::string(70, 'n')});
    const std::string named = rpm::renamed_lead(old, header);
    CHECK(named == std::string(10, 'x') + std::string(65, 'n') + '\0' + std::string(20, 'x'));
    const std::string one("\0\1", 2);
    CHECK(rpm::constant_lead(old) ==
          std::string(8, 'x') + one + std::string(66, 'x') + one + std::string(18, 'x'));
}
