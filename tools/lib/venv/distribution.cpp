#include "lib/venv/distribution.hpp"

#include "lib/report/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace calpkg::venv {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string folded(std::string version) {
    std::transform(version.begin(), version.end(), version.begin(),
                   [](char c) { return c == '_' ? '-' : lower(c); });
    // 1.0 is 1 is 1.0.0; not so what is more than a release (1.0rc1).
    if (version.find_first_not_of("0123456789.") == std::string::npos)
        while (version.ends_with(".0")) version.resize(version.size() - 2);
    return version;
}

constexpr const char* kDigits = "0123456789";

/// The numbers that a version begins with, without zeros before and behind: "1.5" of "v1.05.0rc1".
std::string release_of(const std::string& version) {
    const std::size_t begin = version.starts_with('v') || version.starts_with('V') ? 1 : 0;
    const std::size_t end = version.find_first_not_of("0123456789.", begin);
    if (begin == std::min(end, version.size())) return {};
    std::string release;
    for (std::string number : report::split(version.substr(begin, end - begin), '.')) {
        number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
        release += (number.empty() ? "0" : number) + ".";
    }
    while (release.ends_with(".0.")) release.resize(release.size() - 2);
    return release;
}

/// "a6e2176e": seven hexadecimal digits or more.
bool may_be_a_commit(const std::string& text) {
    return text.size() >= 7 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

std::string canonical_name(const std::string& name) {
    std::string canonical;
    for (const char c : name) {
        const bool separator = c == '-' || c == '_' || c == '.';
        if (!separator)
            canonical += lower(c);
        else if (canonical.empty() || canonical.back() != '-')
            canonical += '-';
    }
    return canonical;
}

bool same_version(const std::string& left, const std::string& right) {
    return folded(left) == folded(right);
}

bool versions_contradict(const std::string& in_file_name, const std::string& version) {
    const std::string left = release_of(in_file_name);
    const std::string right = release_of(version);
    return !may_be_a_commit(in_file_name) && !left.empty() && !right.empty() && left != right;
}

bool is_for_python(const std::string& file_name, const std::string& python) {
    const std::vector<std::string> parts =
        report::split(file_name, '-'); // …-cp27-cp27mu-linux_x86_64.whl
    if (!file_name.ends_with(".whl") || parts.size() < 5) return true;
    const bool stable_abi = parts[parts.size() - 2].find("abi3") != std::string::npos;
    const std::string major = python.substr(0, python.find('.'));
    const int minor = std::atoi(python.substr(python.find('.') + 1).c_str());
    for (const std::string& tag : report::split(parts[parts.size() - 3], '.')) {
        const std::size_t number = tag.find_first_of(kDigits);
        if (number == std::string::npos || !tag.substr(number).starts_with(major)) continue;
        const std::string rest = tag.substr(number + major.size());
        const bool or_newer = tag.starts_with("py") || stable_abi;
        if (rest.empty() || std::atoi(rest.c_str()) == minor ||
            (or_newer && std::atoi(rest.c_str()) < minor))
            return true;
    }
    return false;
}

std::optional<ArchiveName> parse_archive_name(const std::string& file_name) {
    const std::string_view name = file_name;
    if (name.ends_with(".whl")) {
        const std::size_t first = name.find('-');
        if (first == std::string_view::npos || first == 0) return std::nullopt;
        const std::size_t second = name.find('-', first + 1);
        if (second == std::string_view::npos) return std::nullopt;
        return ArchiveName{canonical_name(file_name.substr(0, first)),
                           file_name.substr(first + 1, second - first - 1), true};
    }
    for (const std::string_view ending : {".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".zip"}) {
        if (!name.ends_with(ending)) continue;
        const std::string stem = file_name.substr(0, name.size() - ending.size());
        const std::size_t dash = stem.rfind('-');
        if (dash == std::string::npos || dash == 0 || dash + 1 == stem.size()) return std::nullopt;
        return ArchiveName{canonical_name(stem.substr(0, dash)), stem.substr(dash + 1), false};
    }
    return std::nullopt;
}

} // namespace calpkg::venv
