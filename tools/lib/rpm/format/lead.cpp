#include "lib/rpm/format/lead.hpp"

#include "lib/rpm/format/tags.hpp"

#include <algorithm>

namespace calpkg::rpm {

namespace {

constexpr std::size_t kArchitecture = 8, kSystem = 76; // two bytes each, big endian
constexpr std::size_t kReserved = 80;

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
    const std::size_t name_end = std::min(lead.find('\0', kLeadName), kLeadName + kLeadNameSize);
    std::fill(lead.begin() + static_cast<std::ptrdiff_t>(name_end),
              lead.begin() + kLeadName + kLeadNameSize, '\0');
    std::fill(lead.begin() + kReserved, lead.end(), '\0');
    return lead;
}

} // namespace calpkg::rpm
