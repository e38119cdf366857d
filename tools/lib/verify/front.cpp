#include "lib/verify/front.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/format/header_begin.hpp"
#include "lib/rpm/format/lead.hpp"
#include "lib/rpm/format/tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace calpkg::verify {

namespace {

namespace tag = rpm::tag;
using rpm::TagType;

constexpr std::size_t kVersion = 4, kType = 6, kArchitecture = 8, kSystem = 76, kSignature = 78;
constexpr std::uint64_t kHeaderStyle = 5; ///< the only signature type since rpm 3

/// What rpm 4 and 6 write into signature headers. (Of what only file systems read, IMA and verity, nothing is verified.)
const std::map<std::uint32_t, TagType>& signature_tags() {
    static const std::map<std::uint32_t, TagType> known{
        {267, TagType::binary},
        {268, TagType::binary},
        {tag::seal::sha1, TagType::string},
        {tag::seal::long_size, TagType::int64},
        {tag::seal::long_payload_size, TagType::int64},
        {tag::seal::sha256, TagType::string},
        {tag::seal::file_signature, TagType::string_array},
        {275, TagType::int32},
        {tag::seal::verity_signature, TagType::string_array},
        {277, TagType::int32},
        {278, TagType::string_array},
        {tag::seal::sha3_256, TagType::string},
        {999, TagType::binary}, // reserved space of rpm 6
        {tag::seal::size, TagType::int32},
        {1002, TagType::binary},
        {tag::seal::md5, TagType::binary},
        {1005, TagType::binary},
        {1006, TagType::binary},
        {tag::seal::payload_size, TagType::int32},
        {tag::seal::reserved_space, TagType::binary}};
    return known;
}

std::uint64_t number_at(const std::string& lead, std::size_t at) {
    return rpm::from_big_endian(std::string_view(lead).substr(at, 2));
}

/// "name-version-release", with an epoch as rpm from 4.9 on has it there, or without.
bool is_named(const std::string& lead, const rpm::RawHeader& header) {
    if (lead == rpm::renamed_lead(lead, header)) return true;
    if (!header.has(tag::epoch)) return false;
    rpm::RawHeader with_epoch = header;
    with_epoch.put_strings(
        tag::version, TagType::string,
        {fmt::format("{}:{}", header.number(tag::epoch), header.text(tag::version))});
    return lead == rpm::renamed_lead(lead, with_epoch);
}

/// 1 and 1 of what is built here; rpm 6 leaves zeros. Another machine's number may stand in what cal-pkg did not make,
/// if no processor is named.
bool has_sound_numbers(const std::string& lead, const rpm::RawHeader& header) {
    const std::uint64_t architecture = number_at(lead, kArchitecture);
    const std::uint64_t system = number_at(lead, kSystem);
    if (architecture == 0 && system == 0) return true;
    if (system != 1) return false;
    const std::string arch = header.text(tag::arch);
    const bool ours = header.text(tag::rpm_version) == rpm::kCanonicalRpmVersion &&
                      !header.has(tag::cookie) && !header.has(tag::file_class);
    return architecture == 1 || (!ours && arch != "x86_64" && !arch.ends_with("86"));
}

void look_at_lead(const std::string& lead, const rpm::RawHeader& header,
                  std::vector<std::string>& faults) {
    const std::uint64_t version = header.number(tag::rpm_format) >= 6 ? 0x0400 : 0x0300;
    if (number_at(lead, kVersion) != version)
        faults.emplace_back("its lead is of another version of the format");
    if (number_at(lead, kType) != (rpm::is_source(header) ? 1U : 0U))
        faults.emplace_back("its lead says that it is another kind of package");
    if (!is_named(lead, header)) faults.emplace_back("its lead names another package");
    if (!has_sound_numbers(lead, header))
        faults.emplace_back("its lead has the number of another architecture or system");
    if (number_at(lead, kSignature) != kHeaderStyle)
        faults.emplace_back("its lead tells of another kind of signature header");
    if (lead.find_first_not_of('\0', kSignature + 2) != std::string::npos)
        faults.emplace_back("its lead has something in the bytes that are reserved");
}

void look_at_signature(const rpm::OpenPackage& package, std::uint64_t begin,
                       std::vector<std::string>& faults) {
    const rpm::RawHeader& signature = package.parts.signature;
    std::string wanted = signature.serialize(rpm::kSignatureRegion);
    wanted.append((8 - wanted.size() % 8) % 8, '\0');
    std::string found(begin - rpm::kLeadSize, '\0');
    fs::read_at(package.fd.get(), found.data(), found.size(), rpm::kLeadSize, package.subject);
    if (found != wanted)
        faults.emplace_back("its signature header does not have the form in which rpm writes it");
    for (const rpm::TagData& entry : signature.entries()) {
        const auto known = signature_tags().find(entry.tag);
        if (known == signature_tags().end())
            faults.push_back(
                fmt::format("its signature header has tag {}, which rpm does not know", entry.tag));
        else if (known->second != entry.type)
            faults.push_back(
                fmt::format("tag {} of its signature header has another type", entry.tag));
        if ((entry.tag == tag::seal::reserved_space || entry.tag == 999) &&
            entry.bytes.get().find_first_not_of('\0') != std::string::npos)
            faults.emplace_back("there is something in the space kept for signatures");
    }
}

} // namespace

std::vector<std::string> front_faults(const rpm::OpenPackage& package) {
    std::vector<std::string> faults;
    look_at_lead(package.parts.lead, package.parts.header, faults);
    look_at_signature(package, rpm::header_begin(package.fd.get(), package.subject), faults);
    return faults;
}

} // namespace calpkg::verify
