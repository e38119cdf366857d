#include "cal-pkg/cli/error_text.hpp"

#include "lib/report/log_error.hpp"
#include "lib/report/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace calpkg::cli {

namespace {

constexpr const char *red = "\x1b[1;31m", *yellow = "\x1b[33m", *cyan = "\x1b[36m",
                     *plain = "\x1b[0m";
/// Of a line, around the place: with the number before it, it fits into 80 columns.
constexpr std::size_t widest = 66, before = 40;

std::string painted(const char* colour, const std::string& text, bool wanted) {
    return wanted ? colour + text + plain : text;
}

/// Whether a path after `text` is for another place than this one: git is told it here and looks at it elsewhere, and
/// what a ":" precedes is on another machine, or what a container has there.
bool is_of_elsewhere(std::string_view text) {
    return text.ends_with(" safe.directory ") || text.ends_with(" worktree repair ") ||
           text.ends_with(':');
}

/// `text` with the paths that begin with `above`, which ends with "/", without that; not where an option would come of
/// it, and not those of elsewhere.
std::string shortened(const std::string& text, const std::string& above) {
    const auto in_path = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0 ||
               std::string_view("/._-~").find(c) != std::string_view::npos;
    };
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = text.find(above); at != std::string::npos;
         at = text.find(above, at + above.size())) {
        const char next = at + above.size() < text.size() ? text[at + above.size()] : ' ';
        if ((at > 0 && in_path(text[at - 1])) || !(in_path(next) && next != '-' && next != '/') ||
            is_of_elsewhere(std::string_view(text).substr(0, at)))
            continue;
        out += text.substr(from, at - from);
        from = at + above.size();
    }
    return out + text.substr(from);
}

/// Paths below the current directory, named from there.
std::string from_here(const std::string& text) {
    std::error_code unknown;
    const std::string here = std::filesystem::current_path(unknown).string();
    return unknown || here == "/" ? text : shortened(text, here + "/");
}

/// "  run 'make'", a line of its own; nothing without a remedy.
std::string remedy_line(const std::string& remedy, bool colour) {
    return remedy.empty() ? "" : "  " + painted(cyan, from_here(remedy), colour) + "\n";
}

/// Line `number` of a file, "" when it cannot be read any more.
std::string line_of(const std::string& file, int number) {
    std::ifstream in(file);
    std::string line;
    for (int i = 0; i < number; ++i)
        if (!std::getline(in, line)) return {};
    return line;
}

/// The characters of `text` as a terminal may have them, a column each but for those that are wide.
std::vector<std::string> characters_of(const std::string& text) {
    std::vector<std::string> characters;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = std::max<std::size_t>(report::utf8_sequence_length(text, i), 1);
        const std::string one = text.substr(i, length);
        i += length;
        if (const std::string shown = one == "\t" ? " " : report::escaped(one); shown == one)
            characters.push_back(shown);
        else
            for (const char c : shown) characters.emplace_back(1, c);
    }
    return characters;
}

/// The line with its number, and a caret below the place; "" when there is nothing to show.
std::string excerpt(const report::Place& place, bool colour) {
    const std::string line = line_of(place.file, place.line);
    if (line.find_first_not_of(" \t\r") == line.npos || place.column < 1) return {};
    std::vector<std::string> all = characters_of(line);
    const auto at = static_cast<std::size_t>(place.column) - 1;
    std::size_t caret = characters_of(line.substr(0, std::min(at, line.size()))).size();
    const std::size_t begin = caret > before && all.size() > widest ? caret - before : 0;
    const std::size_t end = std::min(all.size(), begin + widest);
    if (begin > 0) all[begin] = "…";
    std::string shown;
    for (std::size_t i = begin; i < end; ++i) shown += all[i];
    if (end < all.size()) shown += "…";
    caret -= begin;
    return fmt::format("{:>5} | {}\n      | {}{}\n", place.line, shown, std::string(caret, ' '),
                       painted(red, "^", colour));
}

} // namespace

std::string error_text(const report::Error& error, bool terminal, bool colour) {
    const std::string head = "cal-pkg: " + painted(red, "error:", colour) + " ";
    if (!terminal) return head + error.what() + "\n";
    std::string text = head;
    if (!error.subject().empty()) text += from_here(error.subject()) + ": ";
    text += from_here(error.reason()) + "\n";
    if (error.place()) text += excerpt(*error.place(), colour);
    text += remedy_line(error.remedy(), colour);
    if (const auto* with_log = dynamic_cast<const report::LogError*>(&error))
        text += with_log->log();
    return text;
}

std::string finding_text(const report::Finding& finding, bool terminal, bool colour) {
    const bool error = finding.severity == report::Severity::error;
    const bool note = finding.severity == report::Severity::note;
    const std::string severity = std::string(report::to_string(finding.severity)) + ":";
    const std::string head =
        "cal-pkg: " + painted(error ? red : yellow, severity, colour && !note) + " ";
    const std::string said = finding.subject + ": " + finding.message;
    const std::string id = fmt::format(" [{}]\n", finding.id);
    if (!terminal) return head + said + (finding.remedy.empty() ? "" : "; " + finding.remedy) + id;
    return head + from_here(said) + id + remedy_line(finding.remedy, colour);
}

} // namespace calpkg::cli
