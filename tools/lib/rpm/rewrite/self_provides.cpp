#include "lib/rpm/rewrite/self_provides.hpp"

#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <string_view>

namespace calpkg::rpm {

namespace {

constexpr std::uint64_t kEqual = 1U << 3; // RPMSENSE_EQUAL
constexpr std::uint64_t kLessOrGreater = 1U << 1 | 1U << 2;

std::string version_release(const RawHeader& header) {
    return header.text(tag::version) + "-" + header.text(tag::release);
}

/// "(x86-64)": rpm's name of an architecture's family with its width.
bool is_isa(std::string_view text) {
    if (text.size() < 5 || text.front() != '(' || text.back() != ')') return false;
    text = text.substr(1, text.size() - 2);
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return (text.ends_with("-64") || text.ends_with("-32")) &&
           std::all_of(text.begin(), text.end() - 3, plain);
}

} // namespace

std::string evr(const RawHeader& header) {
    const std::string tail = version_release(header);
    return header.has(tag::epoch) ? std::to_string(header.number(tag::epoch)) + ":" + tail : tail;
}

std::vector<std::size_t> self_provides(const RawHeader& header) {
    const std::vector<std::string> names = header.strings(tag::provide_name);
    const std::vector<std::string> versions = header.strings(tag::provide_version);
    const std::vector<std::uint64_t> flags = header.numbers(tag::provide_flags);
    const std::string name = header.text(tag::name);
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < std::min({names.size(), versions.size(), flags.size()}); ++i) {
        const bool own =
            names[i] == name ||
            (names[i].starts_with(name) && is_isa(std::string_view(names[i]).substr(name.size())));
        const bool equal = (flags[i] & kEqual) != 0 && (flags[i] & kLessOrGreater) == 0;
        if (own && equal && (versions[i] == evr(header) || versions[i] == version_release(header)))
            indexes.push_back(i);
    }
    return indexes;
}

std::vector<std::string> provide_versions(const RawHeader& header, const std::string& release) {
    std::vector<std::string> versions = header.strings(tag::provide_version);
    const std::string old_release = header.text(tag::release);
    for (const std::size_t i : self_provides(header))
        versions[i].replace(versions[i].size() - old_release.size(), std::string::npos, release);
    return versions;
}

} // namespace calpkg::rpm
