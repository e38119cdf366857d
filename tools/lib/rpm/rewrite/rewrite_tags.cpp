#include "lib/rpm/rewrite/rewrite_tags.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <rpm/rpmtag.h>

#include <algorithm>
#include <limits>

namespace calpkg::rpm {

namespace {

template <typename T>
std::vector<T> on_top(T first, std::vector<T> rest) {
    rest.insert(rest.begin(), std::move(first));
    return rest;
}

void put_changelog(RawHeader& header, const PackageEdit& edit, std::int64_t now) {
    std::string text;
    for (const std::string& line : edit.changelog) text += (text.empty() ? "- " : "\n- ") + line;
    const std::string title =
        edit.changelog_name + " - " + header.text(tag::version) + "-" + header.text(tag::release);
    header.put_numbers(
        tag::changelog_time, TagType::int32,
        on_top(static_cast<std::uint64_t>(now), header.numbers(tag::changelog_time)));
    header.put_strings(tag::changelog_name, TagType::string_array,
                       on_top(title, header.strings(tag::changelog_name)));
    header.put_strings(tag::changelog_text, TagType::string_array,
                       on_top(text, header.strings(tag::changelog_text)));
}

void put_installed_size(RawHeader& header, std::uint64_t growth, const std::string& subject) {
    if (header.has(tag::long_size))
        header.put_numbers(tag::long_size, TagType::int64,
                           {header.number(tag::long_size) + growth});
    if (!header.has(tag::size)) return;
    const std::uint64_t size = header.number(tag::size) + growth;
    if (size > std::numeric_limits<std::uint32_t>::max())
        throw report::Error(subject, "would grow beyond 4 GiB, which its form does not allow");
    header.put_numbers(tag::size, TagType::int32, {size});
}

} // namespace

std::int64_t entry_time(const RawHeader& header, const PackageEdit& edit) {
    const auto built = static_cast<std::int64_t>(header.number(tag::build_time));
    const auto newest = static_cast<std::int64_t>(header.number(tag::changelog_time));
    return std::max(edit.changelog_time == 0 ? built + 1 : edit.changelog_time, newest);
}

void edit_tags(RawHeader& header, const PackageEdit& edit, std::int64_t now,
               const FileTable& before, const FileTable& after, const std::string& subject) {
    if (header.has(tag::provide_version))
        header.put_strings(tag::provide_version, TagType::string_array,
                           provide_versions(header, edit.release));
    header.put_strings(tag::release, TagType::string, {edit.release});
    put_changelog(header, edit, now);
    if (after.size() != 0) after.store(header);
    put_installed_size(header, after.installed_size() - before.installed_size(), subject);
}

void check_unknown_file_tags(const RawHeader& header, const FileTable& before,
                             const FileTable& after, const std::string& subject) {
    if (before.size() == after.size()) return;
    for (const TagData& data : header.entries()) {
        const bool known =
            std::find(tag::per_file.begin(), tag::per_file.end(), data.tag) !=
                tag::per_file.end() ||
            rpmTagGetName(static_cast<rpmTagVal>(data.tag)) != std::string("(unknown)");
        if (known || data.count != before.size() || before.size() < 2) continue;
        throw report::Error(subject,
                            "has a tag, " + std::to_string(data.tag) +
                                ", that the installed librpm does not know and that may "
                                "belong to its files",
                            "build the package again instead, or use a newer rpm");
    }
}

void put_payload_tags(RawHeader& header, const std::string& digest,
                      const std::string& archive_digest, std::int64_t archive_growth) {
    if (header.has(tag::payload_digest))
        header.put_strings(tag::payload_digest, TagType::string_array, {digest});
    if (header.has(tag::payload_digest_alt))
        header.put_strings(tag::payload_digest_alt, TagType::string_array, {archive_digest});
    if (const TagData* size = header.find(tag::archive_size))
        header.put_numbers(
            tag::archive_size, size->type,
            {header.number(tag::archive_size) + static_cast<std::uint64_t>(archive_growth)});
}

} // namespace calpkg::rpm
