#include "lib/rpm/format/lead.hpp"

#include "lib/rpm/format/tags.hpp"

namespace calpkg::rpm {

namespace {

constexpr std::size_t kArchitecture = 8, kSystem = 76; // two bytes each, big endian

} // namespace

std::string renamed_lead(std::string lead, const RawHeader& header) {
    std::string name =
        header.text(tag::name) + "-" + header.text(tag::version) + "-" + header.text(tag::release);
    name.resize(kLeadNameSize - 1);
    return lead.replace(kLeadName, kLeadNameSize, name + '\0');
}

std::string constant_lead(std::string lead) {
    for (const std::size_t number : {kArchitecture, kSystem})
        lead.replace(number, 2, big_endian(1, 2));
    return lead;
}

} // namespace calpkg::rpm
