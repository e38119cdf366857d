#include "lib/web/reference.hpp"

#include <algorithm>
#include <charconv>

namespace calpkg::web {

namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What HTML strips from both ends of an attribute that is a URL.
std::string_view stripped(std::string_view text) {
    constexpr std::string_view space = " \t\n\f\r";
    const std::size_t begin = std::min(text.find_first_not_of(space), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(space) + 1);
}

bool has_scheme(std::string_view reference) {
    const std::size_t end = reference.find_first_of(":/?#");
    return end != std::string_view::npos && reference[end] == ':' && is_alpha(reference.front());
}

bool is_template(std::string_view reference) {
    return reference.find("{{") != std::string_view::npos ||
           reference.find("<%") != std::string_view::npos;
}

/// But for an encoded slash and NUL, which httpd does not take for one (AllowEncodedSlashes) and answers with 404.
std::string percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        if (text[i] == '%' && text.size() - i > 2) {
            const char* begin = text.data() + i + 1;
            if (std::from_chars(begin, begin + 2, byte, 16).ptr == begin + 2 && byte != '/' &&
                byte != '\0') {
                decoded += static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        decoded += text[i];
    }
    return decoded;
}

} // namespace

std::optional<std::string> local_path(std::string_view reference) {
    reference = stripped(reference);
    if (is_template(reference)) return std::nullopt;
    if (reference.starts_with('/') || reference.starts_with('\\') || has_scheme(reference))
        return std::nullopt;
    reference = reference.substr(0, reference.find_first_of("?#"));
    if (reference.empty()) return std::nullopt;
    return percent_decoded(reference);
}

std::optional<std::string> rooted_path(std::string_view reference) {
    reference = stripped(reference);
    if (!reference.starts_with('/') || reference.starts_with("//") ||
        reference.starts_with("/\\") || is_template(reference))
        return std::nullopt;
    reference = reference.substr(0, reference.find_first_of("?#"));
    return percent_decoded(reference);
}

std::optional<std::string> other_host(std::string_view reference) {
    reference = stripped(reference);
    const std::size_t slashes = reference.find("//");
    if (slashes == std::string_view::npos || is_template(reference)) return std::nullopt;
    if (slashes != 0 && !(has_scheme(reference) && reference[slashes - 1] == ':' &&
                          reference.find(':') == slashes - 1))
        return std::nullopt;
    const std::string_view rest = reference.substr(slashes + 2);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    return host.empty() ? std::nullopt : std::optional<std::string>(host);
}

std::optional<std::string> require_js_path(std::string_view data_main) {
    if (data_main.find('!') != std::string_view::npos) return std::nullopt;
    std::optional<std::string> path = local_path(data_main);
    if (path && !path->ends_with(".js")) *path += ".js";
    return path;
}

} // namespace calpkg::web
