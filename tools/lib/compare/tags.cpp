#include "lib/compare/tags.hpp"

#include "lib/compare/contents/words.hpp"
#include "lib/hash/hex.hpp"
#include "lib/rpm/format/lead.hpp"
#include "lib/rpm/format/tag_name.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace calpkg::compare {

namespace {

namespace tag = rpm::tag;
using rpm::RawHeader;
using rpm::TagType;

constexpr std::uint32_t kLanguages = 100; ///< HEADERI18NTABLE
constexpr std::uint32_t kPlatform = 1132;

/// What says when, where and by what a package was built, and nothing of what is in it.
constexpr std::array noise{tag::build_time, std::uint32_t{1007}, tag::cookie, tag::rpm_version,
                           tag::source_package_id};

/// What follows from the payload.
constexpr std::array of_payload{tag::archive_size,       tag::payload_digest,
                                tag::payload_digest_alt, tag::payload_digest_hash,
                                tag::payload_size,       tag::payload_size_alt};

/// A tag's data as text, a value a line.
std::string words_of(const RawHeader& header, std::uint32_t number) {
    const rpm::TagData& data = *header.find(number);
    std::string text;
    if (data.type == TagType::binary) return hash::hex(data.bytes);
    if (number == tag::build_time) // one number
        return time_words(static_cast<std::int64_t>(header.number(number)));
    for (const std::uint64_t value : header.numbers(number))
        text += (text.empty() ? "" : "\n") + std::to_string(value);
    const std::vector<std::string> languages = header.strings(kLanguages);
    const std::vector<std::string> values = header.strings(number);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) text += '\n';
        if (data.type == TagType::i18n_string && values.size() > 1)
            text += (i < languages.size() ? languages[i] : "?") + ": ";
        text += values[i];
    }
    return text;
}

/// rpm's name of a tag without its number: "Url".
std::string name_of(std::uint32_t number) {
    const std::string whole = rpm::tag_name(number);
    const std::size_t begin = whole.find('(');
    const std::string name = whole.substr(begin + 1, whole.size() - begin - 2);
    return name == "(unknown)" || name == "(unknown" ? fmt::format("tag {}", number) : name;
}

void add_tag(const Headers& headers, std::uint32_t number, Section section, Rows& rows) {
    std::string before, after;
    const bool was = headers.before.has(number), is = headers.after.has(number);
    if (was) before = words_of(headers.before, number);
    if (is) after = words_of(headers.after, number);
    if (was && is && before == after) { // another type, or what no words tell
        const auto type = [&](const RawHeader& header) {
            const rpm::TagData& data = *header.find(number);
            return fmt::format("type {}, {} values", static_cast<unsigned>(data.type), data.count);
        };
        before = type(headers.before);
        after = type(headers.after);
    }
    rows.push_back(
        text_row(section, name_of(number), "tag", was ? &before : nullptr, is ? &after : nullptr));
}

/// The changelog is one thing, whichever of its tags differ.
std::string changelog_of(const RawHeader& header) {
    const std::vector<std::uint64_t> times = header.numbers(tag::changelog_time);
    const std::vector<std::string> names = header.strings(tag::changelog_name);
    const std::vector<std::string> texts = header.strings(tag::changelog_text);
    std::string text;
    for (std::size_t i = 0; i < std::max({times.size(), names.size(), texts.size()}); ++i) {
        text += fmt::format("* {} {}\n",
                            i < times.size() ? time_words(static_cast<std::int64_t>(times[i])) : "",
                            i < names.size() ? names[i] : "");
        text += (i < texts.size() ? texts[i] : "") + "\n";
    }
    return text;
}

void compare_changelogs(Headers& headers, Rows& rows) {
    headers.seen.insert({tag::changelog_time, tag::changelog_name, tag::changelog_text});
    const std::string before = changelog_of(headers.before), after = changelog_of(headers.after);
    if (before != after)
        rows.push_back(text_row(Section::tags, "Changelog", "tag",
                                before.empty() ? nullptr : &before,
                                after.empty() ? nullptr : &after));
}

/// "-version-release.": what the source package's name has of the package's.
std::string version_part(const RawHeader& header) {
    return "-" + header.text(tag::version) + "-" + header.text(tag::release) + ".";
}

bool source_follows_version(const Headers& headers) {
    std::string expected = headers.before.text(tag::source_rpm);
    const std::string old_part = version_part(headers.before);
    const std::size_t at = expected.rfind(old_part);
    if (at == std::string::npos) return false;
    expected.replace(at, old_part.size(), version_part(headers.after));
    return expected == headers.after.text(tag::source_rpm);
}

/// "x86_64-linux": the architecture is its first word.
bool platform_follows_architecture(const Headers& headers) {
    std::string expected = headers.before.text(kPlatform);
    const std::string arch = headers.before.text(tag::arch);
    if (!expected.starts_with(arch + "-")) return false;
    expected.replace(0, arch.size(), headers.after.text(tag::arch));
    return expected == headers.after.text(kPlatform);
}

/// Whether the sizes that two headers tell differ by what their files differ by.
bool size_follows_files(const Headers& headers, std::uint32_t number,
                        const rpm::OpenPackage& before, const rpm::OpenPackage& after) {
    return headers.before.has(number) == headers.after.has(number) &&
           headers.after.number(number) - headers.before.number(number) ==
               after.files.installed_size() - before.files.installed_size();
}

bool explains_payload(const Row& row) {
    return row.section == Section::files || row.section == Section::contents ||
           row.section == Section::noise ||
           row.object.starts_with("Payload"); // compressor, its flags
}

/// The level of another compressor is part of it: "gzip, level 6".
void compare_compressors(Headers& headers, Rows& rows) {
    if (headers.same(tag::payload_compressor)) return;
    headers.seen.insert({tag::payload_compressor, tag::payload_flags});
    const auto words = [](const RawHeader& header) {
        const std::string level = header.text(tag::payload_flags);
        return header.text(tag::payload_compressor) + (level.empty() ? "" : ", level " + level);
    };
    rows.push_back({Section::tags, Kind::changed, name_of(tag::payload_compressor), "tag",
                    words(headers.before), words(headers.after)});
}

void compare_payload_tags(Headers& headers, Rows& rows) {
    const bool explained = std::ranges::any_of(rows, explains_payload);
    bool differs = false;
    for (const std::uint32_t number : of_payload) {
        headers.seen.insert(number);
        differs = differs || !headers.same(number);
    }
    if (differs && !explained)
        rows.push_back(
            {Section::noise, Kind::changed, "payload", "other bytes for the same files", "", ""});
}

void compare_signatures(const RawHeader& before, const RawHeader& after, Rows& rows) {
    Headers seals{before, after};
    seals.seen.insert({tag::seal::sha1, tag::seal::long_size, tag::seal::long_payload_size,
                       tag::seal::sha256, tag::seal::sha3_256, tag::seal::size, tag::seal::md5,
                       tag::seal::payload_size, tag::seal::file_signature,
                       tag::seal::verity_signature});
    bool was = false, is = false, differs = false;
    for (const std::uint32_t number : tag::seal::signatures) {
        was = was || before.has(number);
        is = is || after.has(number);
        differs = differs || !seals.same(number);
        seals.seen.insert(number);
    }
    if (differs) {
        seals.seen.insert(tag::seal::reserved_space); // what a signature takes of it
        rows.push_back({Section::tags,
                        !was  ? Kind::added
                        : !is ? Kind::removed
                              : Kind::changed,
                        "Signature", "signature", was ? "signed" : "", is ? "signed" : ""});
    }
    for (const RawHeader* header : {&before, &after})
        for (const rpm::TagData& data : header->entries()) {
            if (!seals.seen.insert(data.tag).second || seals.same(data.tag)) continue;
            rows.push_back({Section::noise, Kind::changed,
                            fmt::format("tag {} of the signature header", data.tag), "tag", "",
                            ""});
        }
}

void compare_leads(std::string before, std::string after, Rows& rows) {
    for (std::string* lead : {&before, &after})
        lead->replace(rpm::kLeadName, rpm::kLeadNameSize, rpm::kLeadNameSize, ' ');
    if (before != after)
        rows.push_back(
            {Section::noise, Kind::changed, "lead", "tag", hash::hex(before), hash::hex(after)});
}

} // namespace

void compare_versions(Headers& headers, Rows& rows) {
    const auto row = [&](const std::string& what, const std::string& a, const std::string& b) {
        if (a != b)
            rows.push_back(
                {Section::versions, Kind::changed, headers.after.text(tag::name), what, a, b});
    };
    row("name", headers.before.text(tag::name), headers.after.text(tag::name));
    row("version", rpm::evr(headers.before), rpm::evr(headers.after));
    row("architecture", headers.before.text(tag::arch), headers.after.text(tag::arch));
    headers.seen.insert({tag::name, tag::epoch, tag::version, tag::release, tag::arch});
}

void compare_tags(Headers& headers, const rpm::OpenPackage& before, const rpm::OpenPackage& after,
                  Rows& rows) {
    compare_changelogs(headers, rows);
    compare_compressors(headers, rows);
    if (source_follows_version(headers)) headers.seen.insert(tag::source_rpm);
    if (platform_follows_architecture(headers)) headers.seen.insert(kPlatform);
    for (const std::uint32_t number : {tag::size, tag::long_size})
        if (size_follows_files(headers, number, before, after)) headers.seen.insert(number);
    std::set<std::uint32_t> noisy(noise.begin(), noise.end());
    noisy.insert(of_payload.begin(), of_payload.end());
    bool languages = false;
    for (const RawHeader* header : {&headers.before, &headers.after})
        for (const rpm::TagData& data : header->entries()) {
            if (data.tag == kLanguages || noisy.contains(data.tag)) continue;
            if (!headers.seen.insert(data.tag).second || headers.same(data.tag)) continue;
            languages = languages || data.type == TagType::i18n_string;
            add_tag(headers, data.tag, Section::tags, rows);
        }
    if (!languages && !headers.same(kLanguages)) add_tag(headers, kLanguages, Section::tags, rows);
    compare_payload_tags(headers, rows);
    compare_signatures(before.parts.signature, after.parts.signature, rows);
    for (const std::uint32_t number : noise)
        if (!headers.same(number)) add_tag(headers, number, Section::noise, rows);
    compare_leads(before.parts.lead, after.parts.lead, rows);
    // Never equal while a byte differs: words that no file uses, the order of tags.
    if (rows.empty() && headers.before.entries() != headers.after.entries())
        rows.push_back(
            {Section::noise, Kind::changed, "header", "other bytes for the same values", "", ""});
}

} // namespace calpkg::compare
