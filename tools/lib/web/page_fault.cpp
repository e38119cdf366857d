#include "lib/web/page_fault.hpp"

#include "lib/web/file_fault.hpp"

#include <algorithm>

namespace calpkg::web {

namespace {

std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return lower;
}

bool is_utf16(std::string_view html) {
    if (html.starts_with("\xff\xfe") || html.starts_with("\xfe\xff")) return true;
    const std::string_view head = html.substr(0, 64);
    return std::ranges::count(head, '\0') * 3 > static_cast<std::ptrdiff_t>(head.size());
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + 1))
        ++times;
    return times;
}

/// Whether a page, in lower case, lacks its end. htmlmin leaves out </head>, </body> and </html>, but no </div>.
bool is_cut_off(std::string_view page) {
    if (count(page, "<html") == 0 || count(page, "</html") > 0) return false;
    return count(page, "</head") > 0 || count(page, "<div") > count(page, "</div") ||
           count(page, "<script") > count(page, "</script");
}

} // namespace

std::optional<std::string> page_fault(std::string_view html) {
    if (std::optional<std::string> other = stand_in(html, true)) return other;
    if (is_utf16(html)) return "is in UTF-16, which the server does not announce";
    const std::string lower = in_lower_case(html);
    const std::size_t tag = lower.rfind('<');
    if (tag != std::string::npos && lower.find('>', tag) == std::string::npos)
        return "ends in the middle of a tag";
    if (is_cut_off(lower)) return "is cut off: it has no </html>";
    if (lower.find("<%") != std::string::npos)
        return "holds '<%', a template that was never filled in";
    return std::nullopt;
}

std::string_view build_comment(std::string_view html) {
    constexpr std::string_view steps[] = {"build:",  "endbuild",  "bower:", "endbower",
                                          "inject:", "endinject", "@if",    "@echo"};
    for (std::size_t at = html.find("<!--"); at != std::string_view::npos;
         at = html.find("<!--", at + 4)) {
        std::string_view words = html.substr(at + 4);
        words.remove_prefix(std::min(words.find_first_not_of(" \t\r\n"), words.size()));
        const bool step = std::ranges::any_of(
            steps, [&](std::string_view one) { return words.starts_with(one); });
        if (!step) continue;
        const std::size_t end = html.find("-->", at);
        return html.substr(at,
                           end == std::string_view::npos ? std::string_view::npos : end + 3 - at);
    }
    return {};
}

std::string_view development_server(std::string_view script) {
    constexpr std::string_view signs[] = {"livereload.js",       ":35729",
                                          "browser-sync-client", "webpack-dev-server",
                                          "//localhost:",        "//127.0.0.1:"};
    for (const std::string_view sign : signs)
        if (script.find(sign) != std::string_view::npos) return sign;
    return {};
}

} // namespace calpkg::web
