#include "lib/rpm/canonical/canonical_headers.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/io_flags.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/stated_sizes.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace calpkg::rpm {

namespace {

/// What tells of the rpmbuild, of libmagic or of the run, and that nothing needs. tools/docs/output.md says who
/// reads them.
constexpr std::array kDropped{tag::spec, tag::file_class, tag::class_dictionary, tag::cookie,
                              tag::payload_digest_alt};
/// rpm before 4.16 gives a source package none.
constexpr std::array kProvides{tag::provide_name, tag::provide_version, tag::provide_flags};
/// Lists that rpm 4 writes backwards and rpm 6 as the spec has them. (NOSOURCE counts by the spec's numbers.)
constexpr std::array kSorted{tag::source, tag::patch};

constexpr std::size_t kReservedSpace = 4128; ///< what rpmbuild 4.14 to 6.0 leave for signatures
constexpr std::size_t kPackageId = 16;

void drop(RawHeader& header, bool source) {
    for (const std::uint32_t tag : kDropped) header.erase(tag);
    if (!source) return;
    for (const std::uint32_t tag : kProvides) header.erase(tag);
    for (const std::uint32_t tag : kSorted) {
        std::vector<std::string> names = header.strings(tag);
        if (names.empty()) continue;
        std::ranges::sort(names);
        header.put_strings(tag, TagType::string_array, names);
    }
}

/// No file of a ghost is packed, and most are not even staged: rpmbuild takes the clock's time for them, at most
/// SOURCE_DATE_EPOCH (fakeStat() and addFile() in its build/files.c).
void set_ghost_times(RawHeader& header, const FileTable& files) {
    if (!header.has(tag::build_time)) return;
    std::vector<std::uint64_t> times = header.numbers(tag::file_mtime);
    for (std::size_t row = 0; row < files.size(); ++row)
        if (files.is_ghost(row)) times.at(row) = header.number(tag::build_time);
    if (!times.empty()) header.put_numbers(tag::file_mtime, TagType::int32, times);
}

/// rpm before 4.16 does not count where links lead.
void put_installed_size(RawHeader& header, const FileTable& files) {
    if (header.has(tag::size))
        header.put_numbers(tag::size, TagType::int32, {files.installed_size()});
}

/// As rpmbuild writes it (writeRPM() in its build/pack.c).
void put_compression(RawHeader& header, const Compression& payload) {
    if (payload.compressor == "ufdio")
        header.erase(tag::payload_compressor);
    else
        header.put_strings(tag::payload_compressor, TagType::string, {payload.compressor});
    header.put_strings(tag::payload_flags, TagType::string, {payload.level});
}

RawHeader canonical_header(const OpenPackage& old, const Compression& payload) {
    RawHeader header = old.parts.header;
    drop(header, is_source(header));
    set_ghost_times(header, old.files);
    put_installed_size(header, old.files);
    put_compression(header, payload);
    header.put_strings(tag::rpm_version, TagType::string, {kCanonicalRpmVersion});
    return header;
}

void put_source_id(RawHeader& header, std::string id) {
    header.put({tag::source_package_id, TagType::binary, kPackageId, std::move(id)});
}

RawHeader canonical_signature(const OpenPackage& old) {
    RawHeader signature = unsigned_signature(old.parts.signature, old.files, old.files);
    if (signature.has(tag::seal::reserved_space)) // what was signed has used some of it
        signature.put({tag::seal::reserved_space, TagType::binary, kReservedSpace,
                       std::string(kReservedSpace, '\0')});
    return signature;
}

void require_same_requirements(const OpenPackage& old, const Compression& payload) {
    const Compression had = compression_of(old);
    if (have_same_requirements(had, payload)) return;
    throw report::Error(old.subject,
                        "is compressed by " + had.compressor + "; compressed by " +
                            payload.compressor +
                            " it would require something else of rpm than its header says",
                        "let rpmbuild compress it so (its macro _binary_payload or "
                        "_source_payload)");
}

} // namespace

bool is_source(const RawHeader& header) { return !header.has(tag::source_rpm); }

const std::set<std::uint32_t>& canonical_tags(bool source) {
    static const std::set<std::uint32_t> binary = [] {
        std::set<std::uint32_t> tags(kDropped.begin(), kDropped.end());
        tags.insert({tag::rpm_version, tag::source_package_id, tag::payload_compressor,
                     tag::payload_flags, tag::size});
        return tags;
    }();
    static const std::set<std::uint32_t> all = [] {
        std::set<std::uint32_t> tags = binary;
        tags.insert(kProvides.begin(), kProvides.end());
        tags.insert(kSorted.begin(), kSorted.end());
        return tags;
    }();
    return source ? all : binary;
}

PlannedHeaders plan_canonical(const OpenPackage& old, const Compression& payload,
                              const std::function<std::string()>& source_id) {
    require_format_4(old.parts, old.subject, "");
    require_installed_size(old.parts.header, old.files, old.subject);
    require_same_requirements(old, payload);
    const bool source = is_source(old.parts.header);
    RawHeader header = canonical_header(old, payload);
    const bool was_canonical = header.entries() == old.parts.header.entries();
    if (source_id)
        put_source_id(header, std::string(kPackageId, '\0'));
    else if (!was_canonical)
        header.erase(tag::source_package_id);

    AllowedDifferences asked;
    asked.tags = canonical_tags(source);
    asked.form = true;
    FileTable files(header, old.subject);
    PlannedHeaders planned{std::move(files),  constant_lead(old.parts.lead),
                           std::move(header), canonical_signature(old),
                           std::move(asked),  payload};
    planned.payload_offset = end_of(planned);
    if (source_id)
        planned.complete = [source_id](RawHeader& made) { put_source_id(made, source_id()); };
    return planned;
}

} // namespace calpkg::rpm
