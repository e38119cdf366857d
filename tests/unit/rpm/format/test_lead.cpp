#include "lib/rpm/format/lead.hpp"
#include "lib/rpm/format/tags.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a lead gets a name of at most 65 bytes and constant numbers, and keeps what it says") {
    const std::string old(rpm::kLeadSize, 'x');
    rpm::RawHeader header;
    header.put_strings(rpm::tag::name, rpm::TagType::string, {std::string(70, 'n')});
    const std::string named = rpm::renamed_lead(old, header);
    CHECK(named == std::string(10, 'x') + std::string(65, 'n') + '\0' + std::string(20, 'x'));
    const std::string one("\0\1", 2), type(2, 'x');
    CHECK(rpm::constant_lead(old) ==
          std::string(8, 'x') + one + std::string(66, 'x') + one + type + std::string(16, '\0'));
}

TEST_CASE("nothing stands behind the name in a constant lead") {
    std::string old(rpm::kLeadSize, '\0');
    old.replace(rpm::kLeadName, 7, "a-1-1\0", 7).replace(rpm::kLeadName + 10, 6, "secret");
    const std::string lead = rpm::constant_lead(old);
    CHECK(lead.find("a-1-1") == rpm::kLeadName);
    CHECK(lead.find("secret") == lead.npos);
}
