#include "lib/instructions/html.hpp"

#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

namespace calpkg::instructions {

namespace {

constexpr std::string_view kFence = "```";

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{}</title>
<style>
body {{ font-family: sans-serif; line-height: 1.4; max-width: 50em; margin: 2em auto; padding: 0 1em; }}
pre {{ background: #eee; padding: 0.7em; overflow-x: auto; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #999; padding: 0.3em 0.6em; text-align: left; vertical-align: top; }}
</style>
</head>
<body>
)";

/// Text with `code` and **strong** words.
std::string inlined(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::string_view mark = text.starts_with('`')    ? "`"
                                      : text.starts_with("**") ? "**"
                                                               : "";
        const std::size_t end =
            mark.empty() ? std::string_view::npos : text.find(mark, mark.size());
        if (end != std::string_view::npos) {
            const std::string_view inner = text.substr(mark.size(), end - mark.size());
            out += mark == "`" ? "<code>" + report::markup(inner) + "</code>"
                               : "<strong>" + inlined(inner) + "</strong>";
            text.remove_prefix(end + mark.size());
        } else {
            out += report::markup(text.substr(0, 1));
            text.remove_prefix(1);
        }
    }
    return out;
}

/// How many characters of `line` make it an item of a list: "- " or "1. "; 0 for others.
std::size_t bullet(std::string_view line) {
    if (line.starts_with("- ")) return 2;
    const std::size_t digits = line.find_first_not_of("0123456789");
    const bool numbered =
        digits != 0 && digits != std::string_view::npos && line.substr(digits).starts_with(". ");
    return numbered ? digits + 2 : 0;
}

std::size_t heading(std::string_view line) {
    const std::size_t level = line.find_first_not_of('#');
    const bool is_one =
        level != std::string_view::npos && level >= 1 && level <= 3 && line[level] == ' ';
    return is_one ? level : 0;
}

/// Reads blocks of lines, one after the other.
class Page {
public:
    explicit Page(const std::string& markdown) {
        std::istringstream stream(markdown);
        for (std::string line; std::getline(stream, line);) lines_.push_back(line);
    }

    std::string body() {
        std::string out;
        while (at_ < lines_.size()) {
            const std::string& line = lines_[at_];
            if (line.empty())
                ++at_;
            else if (line.starts_with(kFence))
                out += code();
            else if (const std::size_t level = heading(line)) {
                out += fmt::format("<h{0}>{1}</h{0}>\n", level, inlined(line.substr(level + 1)));
                ++at_;
            } else if (line.starts_with('|'))
                out += table();
            else if (bullet(line) > 0)
                out += list();
            else
                out += "<p>" + inlined(joined()) + "</p>\n";
        }
        return out;
    }

private:
    bool begins_block() const {
        const std::string& line = lines_[at_];
        return line.empty() || line.starts_with(kFence) || line.starts_with('|') ||
               heading(line) > 0 || bullet(line) > 0;
    }

    /// The lines of a paragraph as one.
    std::string joined() {
        std::string text = lines_[at_++];
        while (at_ < lines_.size() && !begins_block()) {
            const std::string& line = lines_[at_++];
            text += " " + line.substr(std::min(line.find_first_not_of(' '), line.size()));
        }
        return text;
    }

    std::string code() {
        std::string text;
        for (++at_; at_ < lines_.size() && !lines_[at_].starts_with(kFence); ++at_)
            text += report::markup(lines_[at_]) + "\n";
        ++at_;
        return "<pre>" + text + "</pre>\n";
    }

    std::string list() {
        const std::string kind = lines_[at_].starts_with('-') ? "ul" : "ol";
        std::string items;
        while (at_ < lines_.size() && bullet(lines_[at_]) > 0) {
            const std::size_t begin = bullet(lines_[at_]);
            items += "<li>" + inlined(joined().substr(begin)) + "</li>\n";
        }
        return fmt::format("<{0}>\n{1}</{0}>\n", kind, items);
    }

    std::string table() {
        std::string rows;
        for (bool head = true; at_ < lines_.size() && lines_[at_].starts_with('|'); ++at_) {
            if (lines_[at_].find_first_not_of("|-: ") == std::string::npos) continue;
            rows += row(lines_[at_], head ? "th" : "td");
            head = false;
        }
        return "<table>\n" + rows + "</table>\n";
    }

    static std::string row(const std::string& line, const char* cell) {
        std::string out = "<tr>";
        std::istringstream cells(line.substr(1));
        for (std::string text; std::getline(cells, text, '|');) {
            const std::size_t begin = text.find_first_not_of(' ');
            const std::string trimmed =
                begin == std::string::npos
                    ? ""
                    : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
            out += fmt::format("<{0}>{1}</{0}>", cell, inlined(trimmed));
        }
        return out + "</tr>\n";
    }

    std::vector<std::string> lines_;
    std::size_t at_ = 0;
};

} // namespace

std::string html_of(const std::string& markdown) {
    const std::string first = markdown.substr(0, markdown.find('\n'));
    const std::string title = heading(first) == 1 ? first.substr(2) : "";
    return fmt::format(fmt::runtime(kHead), report::markup(title)) + Page(markdown).body() +
           "</body>\n</html>\n";
}

} // namespace calpkg::instructions
