#include "lib/checkout/public_origin.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace calpkg::checkout {

namespace {

constexpr std::array<std::string_view, 3> kSchemes{"https://", "http://", "git://"};

/// Names that no public name server answers: RFC 6761, 6762, 8375 and ICANN's "internal"; the others are in use as such.
constexpr std::array<std::string_view, 12> kPrivate{
    ".local", ".localhost", ".internal", ".home.arpa", ".invalid", ".test",
    ".lan",   ".intranet",  ".corp",     ".home",      ".private", ".localdomain"};

bool is_public_host(std::string host) {
    host = host.substr(0, host.find(':'));
    std::ranges::transform(host, host.begin(), [](unsigned char c) { return std::tolower(c); });
    const std::size_t last = host.rfind('.');
    // The last part of a name has a letter in front, that of a number has none.
    return last != std::string::npos && last + 1 < host.size() &&
           std::isalpha(static_cast<unsigned char>(host[last + 1])) != 0 &&
           host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos &&
           std::ranges::none_of(kPrivate,
                                [&](std::string_view end) { return host.ends_with(end); });
}

bool is_plain(char c) { return c > ' ' && c < '\x7f'; }

} // namespace

std::string public_address(const std::string& url) {
    const auto scheme = std::ranges::find_if(
        kSchemes, [&](std::string_view begin) { return url.starts_with(begin); });
    if (scheme == kSchemes.end()) return {};
    std::string rest = url.substr(scheme->size());
    rest = rest.substr(0, rest.find_first_of("?#"));
    const std::size_t slash = rest.find('/');
    if (slash == std::string::npos || !std::ranges::all_of(rest, is_plain)) return {};
    std::string host = rest.substr(0, slash);
    host.erase(0, host.rfind('@') == std::string::npos ? 0 : host.rfind('@') + 1);
    if (!is_public_host(host)) return {};
    std::string address = std::string(*scheme) + host + rest.substr(slash);
    while (address.ends_with('/')) address.pop_back();
    return address;
}

std::string public_origin(const Git& git) {
    // Not 'git remote get-url': the user's insteadOf would name a mirror.
    return public_address(git.origin_address());
}

} // namespace calpkg::checkout
