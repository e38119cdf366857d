#include "lib/web/script_texts.hpp"

#include <algorithm>

namespace calpkg::web {

namespace {

constexpr std::size_t kLongestName = 200;

bool is_quote(char c) { return c == '"' || c == '\''; }

/// The text between the quote at `begin` and the next one, empty when it is no name.
std::string_view quoted_at(std::string_view script, std::size_t begin) {
    const std::string_view rest = script.substr(begin + 1, kLongestName);
    const std::size_t end = rest.find(script[begin]);
    return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

bool is_path(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '.' || c == '_' || c == '-';
    });
}

bool is_hexadecimal(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

std::set<std::string> template_names(std::string_view script) {
    std::set<std::string> names;
    for (const std::string_view directory : {"views/", "partials/"}) {
        for (std::size_t at = script.find(directory); at != std::string_view::npos;
             at = script.find(directory, at + 1)) {
            if (at == 0 || !is_quote(script[at - 1])) continue;
            const std::string_view name = quoted_at(script, at - 1);
            const bool cached = script.substr(0, at - 1).ends_with(".put(");
            if (!cached && name.ends_with(".html") && is_path(name)) names.emplace(name);
        }
    }
    return names;
}

std::set<std::string> built_versions(std::string_view script) {
    constexpr std::string_view key = "commit";
    std::set<std::string> versions;
    for (std::size_t at = script.find(key); at != std::string_view::npos;
         at = script.find(key, at + 1)) {
        std::size_t value = at + key.size();
        if (value < script.size() && is_quote(script[value])) ++value;
        value = script.find_first_not_of(" \t\r\n", value);
        if (value == std::string_view::npos || script[value] != ':') continue;
        value = script.find_first_not_of(" \t\r\n", value + 1);
        if (value == std::string_view::npos || !is_quote(script[value])) continue;
        const std::string_view version = quoted_at(script, value);
        if (!commit_of(version).empty()) versions.emplace(version);
    }
    return versions;
}

std::string_view commit_of(std::string_view version) {
    constexpr std::string_view dirty = "-dirty";
    if (version.ends_with(dirty)) version.remove_suffix(dirty.size());
    const std::size_t dash = version.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return {};
    const std::size_t before = version.rfind('-', dash - 1);
    const std::string_view distance = version.substr(before + 1, dash - before - 1);
    if (before == std::string_view::npos || distance.empty() ||
        distance.find_first_not_of("0123456789") != std::string_view::npos)
        return {};
    std::string_view commit = version.substr(dash + 1);
    if (commit.starts_with('g')) commit.remove_prefix(1);
    return commit.size() >= 4 && commit.size() <= 40 && is_hexadecimal(commit) ? commit
                                                                               : std::string_view();
}

} // namespace calpkg::web
