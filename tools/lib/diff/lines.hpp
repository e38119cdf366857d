#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::diff {

/// The lines of `text`, each with its newline, as a patch has them; the last may have none. `Line`
/// is std::string, or std::string_view into the text.
template <typename Line>
std::vector<Line> whole_lines(std::string_view text) {
    std::vector<Line> lines;
    while (!text.empty()) {
        const std::size_t newline = std::min(text.find('\n'), text.size() - 1);
        lines.emplace_back(text.substr(0, newline + 1));
        text.remove_prefix(newline + 1);
    }
    return lines;
}

/// `line` without the "\n" or "\r\n" at its end.
inline std::string_view without_newline(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

} // namespace calpkg::diff
