#include "lib/layout/text_form.hpp"

#include <algorithm>
#include <array>

namespace calpkg::layout::forms {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Whether `text` is not empty and made of letters, digits and the `others` alone.
bool made_of(std::string_view text, std::string_view others) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_alnum(c) || others.find(c) != std::string_view::npos;
    });
}

bool is_line(std::string_view text) {
    return !text.empty() && std::none_of(text.begin(), text.end(), is_control);
}

bool is_token(std::string_view text) { return made_of(text, "._+-"); }

bool is_identifier(std::string_view text) {
    return !text.empty() && is_lower(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

/// Whether every brace belongs to a {reference}.
bool references_hold(std::string_view text) {
    while (true) {
        const std::size_t open = text.find_first_of("{}");
        if (open == std::string_view::npos) return true;
        const std::size_t close = text.find('}', open + 1);
        if (text[open] == '}' || close == std::string_view::npos) return false;
        if (!is_identifier(text.substr(open + 1, close - open - 1))) return false;
        text.remove_prefix(close + 1);
    }
}

/// Whether no component of a relative path is empty, "." or "..".
bool is_normal(std::string_view path) {
    if (!is_line(path)) return false;
    while (true) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, end);
        if (part.empty() || part == "." || part == "..") return false;
        if (end == path.size()) return true;
        path.remove_prefix(end + 1);
    }
}

bool is_checkout_path(std::string_view path) { return is_normal(path) && references_hold(path); }

bool is_installed_path(std::string_view path) {
    if (path.empty() || !references_hold(path)) return false;
    if (path.front() == '/') return is_normal(path.substr(1));
    return path.front() == '{' && is_normal(path);
}

bool is_dotted_number(std::string_view text) {
    const auto stray = [](char c) { return !is_digit(c) && c != '.'; };
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos &&
           std::none_of(text.begin(), text.end(), stray);
}

/// Removes the digits that `text` starts with; false when there are none.
bool skip_number(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(end);
    return end > 0;
}

bool is_payload(std::string_view text) {
    constexpr std::array<std::string_view, 5> kinds{".gzdio", ".bzdio", ".xzdio", ".lzdio",
                                                    ".zstdio"};
    if (!text.starts_with('w')) return false;
    text.remove_prefix(1);
    if (!skip_number(text)) return false;
    if (text.starts_with('T')) {
        text.remove_prefix(1);
        if (!skip_number(text)) return false;
    }
    return std::find(kinds.begin(), kinds.end(), text) != kinds.end();
}

bool is_capability(std::string_view text) {
    const std::size_t space = text.find(' ');
    if (!made_of(text.substr(0, space), "._+()/-")) return false;
    if (space == std::string_view::npos) return true;
    constexpr std::string_view relation = " >= ";
    text.remove_prefix(space);
    return text.starts_with(relation) && made_of(text.substr(relation.size()), "._+~:-");
}

bool is_variable_value(std::string_view text) {
    return text.empty() || (made_of(text, " ._+/:@=,()*{}-") && references_hold(text));
}

bool is_spec_name(std::string_view text) {
    constexpr std::string_view ending = ".spec";
    return is_token(text) && text.size() > ending.size() && text.ends_with(ending);
}

/// user:group.
bool is_owner(std::string_view text) {
    const auto is_name = [](std::string_view name) {
        return made_of(name, "._{}-") && references_hold(name);
    };
    const std::size_t colon = std::min(text.find(':'), text.size());
    return is_name(text.substr(0, colon)) && colon < text.size() && is_name(text.substr(colon + 1));
}

} // namespace

const TextForm anything{
    "text", [](std::string_view text) { return text.find('\0') == std::string_view::npos; }};
const TextForm line{"one line of text", is_line, R"(^[^\x00-\x1f\x7f]+$)"};
const TextForm token{"letters, digits and . _ + -", is_token, R"(^[A-Za-z0-9._+-]+$)"};
const TextForm identifier{"lower-case letters, digits, _ and -, a letter first", is_identifier,
                          R"(^[a-z][a-z0-9_-]*$)"};
const TextForm package_name{
    "letters, digits and . _ + -, a letter or digit first",
    [](std::string_view text) { return is_token(text) && is_alnum(text.front()); },
    R"(^[A-Za-z0-9][A-Za-z0-9._+-]*$)"};
const TextForm dist_tag{"letters, digits and . _ +",
                        [](std::string_view text) { return made_of(text, "._+"); },
                        R"(^[A-Za-z0-9._+]+$)"};
const TextForm version{"VERSION-REVISION of letters, digits and . _ +, like 1.0-1",
                       [](std::string_view text) {
                           const std::size_t dash = text.find('-');
                           return dash != std::string_view::npos &&
                                  made_of(text.substr(0, dash), "._+") &&
                                  made_of(text.substr(dash + 1), "._+");
                       },
                       R"(^[A-Za-z0-9._+]+-[A-Za-z0-9._+]+$)"};
const TextForm date{"a day, like 2026-11-29",
                    [](std::string_view text) {
                        constexpr std::string_view shape = "dddd-dd-dd";
                        return std::ranges::equal(text, shape, [](char c, char form) {
                            return form == 'd' ? is_digit(c) : c == form;
                        });
                    },
                    R"(^[0-9]{4}-[0-9]{2}-[0-9]{2}$)"};
const TextForm dotted_number{"numbers with dots between, like 4.8.1", is_dotted_number,
                             R"(^[0-9]+(\.[0-9]+)*$)"};
const TextForm payload{"rpm's io flags, like w6.gzdio, w3T2.xzdio or w3.zstdio", is_payload,
                       R"(^w[0-9]+(T[0-9]+)?\.(gz|bz|xz|lz|zst)dio$)"};
const TextForm capability{
    "a package or capability, perhaps with a version, like 'supervisor >= 3.0'", is_capability,
    R"(^[A-Za-z0-9._+()/-]+( >= [A-Za-z0-9._+~:-]+)?$)"};
const TextForm setting{"NAME.KEY, like minion.master",
                       [](std::string_view text) {
                           const std::size_t dot = text.find('.');
                           return dot != std::string_view::npos &&
                                  is_identifier(text.substr(0, dot)) &&
                                  is_identifier(text.substr(dot + 1));
                       },
                       R"(^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$)"};
const TextForm variable_value{"letters, digits, spaces, {references} and . _ + / : @ = , ( ) * -",
                              is_variable_value,
                              R"(^([A-Za-z0-9 ._+/:@=,()*-]|\{[a-z][a-z0-9_-]*\})*$)"};
const TextForm owner{
    "user:group, both names or {references}", is_owner,
    R"(^([A-Za-z0-9._-]|\{[a-z][a-z0-9_-]*\})+:([A-Za-z0-9._-]|\{[a-z][a-z0-9_-]*\})+$)"};
const TextForm spec_name{"the name of a file in specs/, like calamari-server.spec", is_spec_name,
                         R"(^[A-Za-z0-9._+-]+\.spec$)"};
const TextForm dist_name{"a file name of letters, digits, {references} and . _ + -",
                         [](std::string_view text) {
                             return made_of(text, "._+{}-") && text.front() != '.' &&
                                    references_hold(text);
                         },
                         R"(^(?!\.)([A-Za-z0-9._+-]|\{[a-z][a-z0-9_-]*\})+$)"};
const TextForm directory_name{"a name without '/'",
                              [](std::string_view text) {
                                  return is_normal(text) &&
                                         text.find('/') == std::string_view::npos;
                              },
                              R"(^(?!\.{1,2}$)[^/\x00-\x1f\x7f]+$)"};
const TextForm checkout_path{
    "a path relative to the checkout, without '.', '..' or a '/' at its end", is_checkout_path,
    R"(^(?!/)(?!.*/$)(?!.*//)(?!(.*/)?\.{1,2}(/|$))([^{}\x00-\x1f\x7f]|\{[a-z][a-z0-9_-]*\})+$)"};
const TextForm checkout_tree{
    "a path relative to the checkout, without '..' or a '/' at its end, or '.' for all of it",
    [](std::string_view text) { return text == "." || is_checkout_path(text); },
    R"(^\.$|^(?!/)(?!.*/$)(?!.*//)(?!(.*/)?\.{1,2}(/|$))([^{}\x00-\x1f\x7f]|\{[a-z][a-z0-9_-]*\})+$)"};
const TextForm installed_path{
    "an absolute path, without '//', '.', '..' or a '/' at its end", is_installed_path,
    R"(^(?=[/{])(?!.*/$)(?!.*//)(?!.*/\.{1,2}(/|$))([^{}\x00-\x1f\x7f]|\{[a-z][a-z0-9_-]*\})+$)"};
const TextForm tarball_path{
    "a relative path, without '//', '..' or a '/' at its end, or '.' for the top",
    [](std::string_view text) { return text == "." || is_checkout_path(text); },
    R"(^\.$|^(?!/)(?!.*/$)(?!.*//)(?!(.*/)?\.{1,2}(/|$))([^{}\x00-\x1f\x7f]|\{[a-z][a-z0-9_-]*\})+$)"};
const TextForm link_target{"one line of text", is_line, R"(^[^\x00-\x1f\x7f]+$)"};
const TextForm glob{"a pattern for paths below the tree, without '/' at its start",
                    [](std::string_view text) { return is_line(text) && text.front() != '/'; },
                    R"(^(?!/)[^\x00-\x1f\x7f]+$)"};
const TextForm interpreter{"the absolute path of an interpreter",
                           [](std::string_view text) {
                               return is_line(text) &&
                                      (text.front() == '/' || text.front() == '{') &&
                                      references_hold(text);
                           },
                           R"(^(?=[/{])([^{}\x00-\x1f\x7f]|\{[a-z][a-z0-9_-]*\})+$)"};
const TextForm path_file{"a file name that ends in .pth, like calamari-server.pth",
                         [](std::string_view text) {
                             return is_token(text) && is_alnum(text.front()) &&
                                    text.ends_with(".pth");
                         },
                         R"(^[A-Za-z0-9][A-Za-z0-9._+-]*\.pth$)"};
const TextForm python_name{
    "a keyword of setup(), like version",
    [](std::string_view text) { return made_of(text, "_") && is_lower(text.front()); },
    R"(^[a-z][A-Za-z0-9_]*$)"};
const TextForm requirement{
    "a distribution, perhaps with versions, like carbon==0.9.15",
    [](std::string_view text) { return made_of(text, "._+-=<>~!,") && is_alnum(text.front()); },
    R"(^[A-Za-z0-9][A-Za-z0-9._+=<>~!,-]*$)"};
const TextForm venv_option{
    "an option without blanks, like --prefix=@venv@",
    [](std::string_view text) { return made_of(text, "._+:/@=,-") && text.front() == '-'; },
    R"(^-[A-Za-z0-9._+:/@=,-]*$)"};
const TextForm venv_pattern{
    "a pattern for paths in the virtualenv, without blanks",
    [](std::string_view text) { return made_of(text, "._+/*?-") && text.front() != '/'; },
    R"(^(?!/)[A-Za-z0-9._+/*?-]+$)"};
const TextForm archive_name{"the file name of a source archive, NAME-VERSION.tar.gz",
                            [](std::string_view text) {
                                return is_token(text) && is_alnum(text.front()) &&
                                       text.ends_with(".tar.gz") &&
                                       text.find('-') != std::string_view::npos;
                            },
                            R"(^(?=.*-)[A-Za-z0-9][A-Za-z0-9._+-]*\.tar\.gz$)"};
const TextForm url{"an https address",
                   [](std::string_view text) {
                       return text.starts_with("https://") && made_of(text, "._+:/@=?&%~-");
                   },
                   R"(^https://[A-Za-z0-9._+:/@=?&%~-]*$)"};

} // namespace calpkg::layout::forms
