#include "lib/checkout/version.hpp"

#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace calpkg::checkout {

namespace {

constexpr std::size_t hash_digits = 7;

constexpr std::string_view digits = "0123456789";
constexpr std::string_view carried =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._+";

bool only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == text.npos;
}

bool is_number(std::string_view text) { return !text.empty() && only(text, digits); }

/// A number of commits as git prints it: no sign, no leading zero.
bool parse_count(std::string_view text, unsigned& count) {
    if (!is_number(text) || (text.size() > 1 && text.front() == '0')) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    return error == std::errc() && end == text.data() + text.size();
}

std::string tag_subject(const std::string& tag) { return fmt::format("tag '{}'", tag); }

/// Tags flow into rpm macros and shells; nothing that means something there may pass.
void check_tag_characters(const std::string& tag) {
    for (const char c : tag)
        if (c != '-' && carried.find(c) == carried.npos)
            throw report::Error(
                tag_subject(tag),
                fmt::format("the character '{}' cannot be in a version, only "
                            "letters, digits and . _ + - can",
                            std::string(1, c)),
                std::string("tag the commit under another name, or ") + kOverrideRemedy);
}

/// rpm's own rules for Version and Release, less '~', '^' and '%': el6 knows neither.
void check_part(const std::string& subject, const char* what, std::string_view part) {
    const auto refuse = [&](const std::string& reason) {
        throw report::Error(subject, fmt::format("{} {}", what, reason), kOverrideRemedy);
    };
    if (part.empty()) refuse("is empty");
    if (!only(part, carried))
        refuse(fmt::format("'{}' has a character outside [A-Za-z0-9._+]", std::string(part)));
    if (part.find("..") != part.npos)
        refuse(fmt::format("'{}' has '..' in it, which rpm refuses", part));
}

void check_version(const std::string& subject, const Version& version) {
    check_part(subject, "the version", version.version);
    check_part(subject, "the revision", version.revision);
}

/// VERSION up to the first dash, REVISION behind it with '_' for '-', "0" when there is none.
Version split_at_dash(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == text.npos) return {std::string(text), "0", {}};
    Version version{std::string(text.substr(0, dash)), std::string(text.substr(dash + 1)), {}};
    std::ranges::replace(version.revision, '-', '_');
    return version;
}

std::vector<std::string_view> split_at_dots(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t dot = text.find('.'); dot != text.npos; dot = text.find('.')) {
        parts.push_back(text.substr(0, dot));
        text.remove_prefix(dot + 1);
    }
    parts.push_back(text);
    return parts;
}

Version diamond_version(const Description& description) {
    const std::vector<std::string_view> parts =
        split_at_dots(std::string_view(description.tag).substr(1));
    if (parts.size() < 2 || !std::ranges::all_of(parts, is_number))
        throw report::Error(tag_subject(description.tag),
                            "Diamond's versions come from tags like v3.4: numbers with dots, at "
                            "least two",
                            kOverrideRemedy);
    Version version{fmt::format("{}.{}.{}", parts[0], parts[1], description.commits), "0", {}};
    if (parts.size() > 2)
        version.notes.push_back(
            fmt::format("tag {} lost everything after {}.{}: the third component is the number "
                        "of commits since the tag, {}",
                        description.tag, parts[0], parts[1], description.commits));
    return version;
}

} // namespace

const char* to_string(Scheme scheme) { return scheme == Scheme::diamond ? "diamond" : "calamari"; }

Scheme scheme_from(const std::string& name) {
    for (const Scheme scheme : {Scheme::calamari, Scheme::diamond})
        if (name == to_string(scheme)) return scheme;
    throw report::Error(name, "no such version scheme",
                        report::suggestion(name, {"calamari", "diamond"}));
}

std::string Description::text() const {
    return commits == 0 ? tag : fmt::format("{}-{}-g{}", tag, commits, hash);
}

Description parse_description(const std::string& text) {
    if (text.empty())
        throw report::Error("git describe", "an empty description holds no version",
                            kOverrideRemedy);
    const std::size_t second = text.rfind("-g");
    const std::size_t first = second == 0 ? text.npos : text.rfind('-', second - 1);
    unsigned commits = 0;
    if (second == text.npos || first == text.npos || first == 0 ||
        !parse_count(std::string_view(text).substr(first + 1, second - first - 1), commits) ||
        second + 2 == text.size() ||
        !only(std::string_view(text).substr(second + 2), "0123456789abcdef"))
        return {text, 0, ""};
    const std::string hash = text.substr(second + 2);
    if (commits != 0 && hash.size() < hash_digits)
        throw report::Error(text, fmt::format("its hash has fewer than {} digits", hash_digits),
                            fmt::format("use 'git describe --abbrev={}'", hash_digits));
    return {text.substr(0, first), commits, commits == 0 ? "" : hash.substr(0, hash_digits)};
}

Version version_from(const Description& description, Scheme scheme) {
    const std::string& tag = description.tag;
    check_tag_characters(tag);
    if (tag.size() < 2 || tag[0] != 'v' || !is_number(std::string_view(tag).substr(1, 1)))
        throw report::Error(tag_subject(tag),
                            "a version tag is a 'v' and a number, like v1.2 or v1.2-rc2",
                            kOverrideRemedy);
    Version version = scheme == Scheme::diamond ? diamond_version(description)
                                                : split_at_dash(description.text().substr(1));
    check_version(tag_subject(tag), version);
    return version;
}

const char* tag_pattern(Scheme scheme) {
    return scheme == Scheme::diamond ? "v[0-9]*.[0-9]*" : "v[0-9]*";
}

bool is_version_tag(const std::string& tag, Scheme scheme) {
    try {
        version_from({tag, 0, ""}, scheme);
        return true;
    } catch (const report::Error&) {
        return false;
    }
}

Version version_from_override(const std::string& text) {
    const std::string subject = fmt::format("version '{}'", text);
    if (text.size() > 1 && text[0] == 'v' && is_number(std::string_view(text).substr(1, 1)))
        throw report::Error(subject, "the 'v' belongs to the tag only",
                            fmt::format("write {}", text.substr(1)));
    Version version = split_at_dash(text);
    check_version(subject, version);
    return version;
}

Scheme detect_scheme(const std::filesystem::path& top) {
    const bool diamond =
        fs::is_there(top / "version.sh") && fs::is_real_directory(top / "src/diamond");
    return diamond ? Scheme::diamond : Scheme::calamari;
}

Version mark_dirty(Version version, const std::string& change_digest) {
    version.revision += ".0.dirty." + change_digest.substr(0, hash_digits);
    return version;
}

} // namespace calpkg::checkout
