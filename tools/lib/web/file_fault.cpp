#include "lib/web/file_fault.hpp"

#include <algorithm>
#include <iterator>

namespace calpkg::web {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPlaceholder = 16;

struct FileKind {
    std::string_view extension;
    std::string_view what;
    std::string_view begins[3]; ///< one of them; empty: any
    std::string_view end;       ///< is found near the end of a whole one
};

constexpr FileKind kinds[] = {
    {".png", "a PNG image", {"\x89PNG\r\n\x1a\n"sv}, "IEND"sv},
    {".gif", "a GIF image", {"GIF87a"sv, "GIF89a"sv}, {}},
    {".jpg", "a JPEG image", {"\xff\xd8\xff"sv}, "\xff\xd9"sv},
    {".jpeg", "a JPEG image", {"\xff\xd8\xff"sv}, "\xff\xd9"sv},
    {".svg", "an SVG image", {}, "</svg"sv},
    {".ico", "an icon", {"\0\0\1\0"sv, "\0\0\2\0"sv, "\x89PNG"sv}, {}},
    {".woff", "a WOFF font", {"wOFF"sv}, {}},
    {".woff2", "a WOFF2 font", {"wOF2"sv}, {}},
    {".ttf", "a TrueType font", {"\0\1\0\0"sv, "true"sv, "OTTO"sv}, {}},
    {".otf", "an OpenType font", {"OTTO"sv, "\0\1\0\0"sv}, {}},
    {".eot", "an EOT font", {}, {}},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool starts_without_case(std::string_view text, std::string_view with) {
    return text.size() >= with.size() && std::equal(with.begin(), with.end(), text.begin(),
                                                    [](char a, char b) { return a == lower(b); });
}

std::string_view without_space(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text;
}

bool has_conflict(std::string_view content) {
    const auto at_line_start = [&](std::string_view mark) {
        for (std::size_t at = content.find(mark); at != std::string_view::npos;
             at = content.find(mark, at + 1))
            if (at == 0 || content[at - 1] == '\n') return true;
        return false;
    };
    return at_line_start("<<<<<<< ") && at_line_start(">>>>>>> ");
}

bool begins_as(const FileKind& kind, std::string_view content) {
    if (kind.extension == ".svg") return content.find("<svg") != std::string_view::npos;
    if (kind.begins[0].empty()) return true;
    return std::ranges::any_of(kind.begins, [&](std::string_view begin) {
        return !begin.empty() && content.starts_with(begin);
    });
}

/// Some programs append a few bytes to what is complete.
bool ends_as(const FileKind& kind, std::string_view content) {
    constexpr std::size_t appended = 1024;
    const std::size_t from = content.size() - std::min(content.size(), appended);
    return content.substr(from).find(kind.end) != std::string_view::npos;
}

} // namespace

bool is_page(std::string_view content) {
    content = without_space(content);
    return starts_without_case(content, "<!doctype html") || starts_without_case(content, "<html");
}

std::optional<std::string> stand_in(std::string_view content, bool may_be_page) {
    if (content.empty()) return "has no bytes";
    if (content.find_first_not_of('\0') == std::string_view::npos)
        return "holds nothing but zeros, as a file that was not written to its end";
    if (content.starts_with("version https://git-lfs.github.com/spec/"))
        return "is a pointer of Git LFS, and not what it points to";
    if (content.starts_with("\x1f\x8b")) return "is compressed with gzip";
    if (content.starts_with("PK\x03\x04")) return "is a zip file";
    if (!may_be_page && is_page(content))
        return "is an HTML page, as servers send one in the place of what they do not have";
    if (has_conflict(content)) return "holds the marks of a merge that was not finished";
    return std::nullopt;
}

std::optional<std::string> media_fault(std::string_view name, std::string_view content) {
    const auto* const kind = std::ranges::find_if(
        kinds, [&](const FileKind& one) { return name.ends_with(one.extension); });
    if (kind == std::end(kinds)) return std::nullopt;
    if (std::optional<std::string> other = stand_in(content, false)) return other;
    if (!begins_as(*kind, content)) {
        if (content.size() < kPlaceholder) return std::nullopt;
        return "is not " + std::string(kind->what);
    }
    if (!kind->end.empty() && !ends_as(*kind, content))
        return "is " + std::string(kind->what) + " that ends too early";
    return std::nullopt;
}

} // namespace calpkg::web
