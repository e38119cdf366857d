#include "lib/venv/distribution.hpp"

#include <algorithm>
#include <string_view>

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
