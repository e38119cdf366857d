#include "lib/sources/origin.hpp"

#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace calpkg::sources {

namespace {

constexpr const char* kForms = "name a directory, or an address that begins with https://, "
                               "http://, ssh://, git:// or file://, or is "
                               "USER@HOST:PATH";

bool is_address(std::string_view text) {
    constexpr std::array<std::string_view, 5> schemes{"https://", "http://", "ssh://", "git://",
                                                      "file://"};
    return std::ranges::any_of(schemes, [&](std::string_view scheme) {
        return text.starts_with(scheme) && text.size() > scheme.size() &&
               text[scheme.size()] != '-';
    });
}

/// HOST:PATH or USER@HOST:PATH, as scp has it; not git's NAME::ADDRESS, which would run a program of that name.
bool is_remote_path(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == text.npos || colon == 0 || text.front() == '-' || colon + 1 == text.size())
        return false;
    constexpr std::string_view host =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
    return text.substr(0, colon).find_first_not_of(host) == text.npos && text[colon + 1] != ':' &&
           text.find("@-") == text.npos && text.substr(colon, 3) != "://" &&
           text.substr(0, colon) != "file"; // what lacks slashes
}

} // namespace

Origin::Origin(const std::string& from) : from_(from) {
    if (from_.empty()) return;
    const bool plain =
        std::ranges::none_of(from_, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (plain && is_address(from_)) {
    } else if (fs::is_directory(from_)) {
        directory_ = true;
        from_ = std::filesystem::absolute(from_).lexically_normal().string();
    } else if (!plain || !is_remote_path(from_)) {
        throw report::Error("--from " + without_passwords(from_),
                            "is neither a directory nor an address of repositories", kForms);
    }
    while (from_.size() > 1 && from_.ends_with('/') && !from_.ends_with(":///")) from_.pop_back();
}

std::vector<std::string> Origin::addresses(const layout::LineSource& source) const {
    if (is_upstream()) return {source.url};
    const std::string base =
        fmt::format("{}{}{}", from_, from_.ends_with('/') ? "" : "/", source.name());
    if (!directory_) return {base, base + ".git"};
    std::vector<std::string> there;
    for (const std::string& path : {base + ".git", base}) {
        if (fs::is_directory(path)) there.push_back(path);
    }
    if (there.empty())
        throw report::Error(from_, fmt::format("has no {0} and no {0}.git", source.name()),
                            fmt::format("a mirror has each repository as OWNER/NAME: make it with "
                                        "'git clone --mirror {} {}.git' where there is a network",
                                        source.url, source.name()));
    return there;
}

std::string without_passwords(const std::string& text) {
    std::string out;
    std::size_t begin = 0;
    for (std::size_t scheme; (scheme = text.find("://", begin)) != text.npos;) {
        const std::size_t user = scheme + 3;
        const std::size_t end = std::min(text.find_first_of("/ '\n", user), text.size());
        const std::size_t at = text.rfind('@', end);
        out += text.substr(begin, user - begin);
        if (at != text.npos && at >= user && at < end) {
            const std::size_t colon = text.find(':', user);
            out += colon < at ? text.substr(user, colon - user) + ":***"
                              : text.substr(user, at - user);
            begin = at;
        } else {
            begin = user;
        }
    }
    return out + text.substr(begin);
}

} // namespace calpkg::sources
