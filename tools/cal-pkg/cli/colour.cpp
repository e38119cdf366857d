#include "cal-pkg/cli/colour.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace calpkg::cli {

namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// The control sequence (ECMA-48, SGR) for a line of a diff; "" for one that is as in both.
const char* colour_of(const std::string& line) {
    constexpr const char *bold = "\x1b[1m", *cyan = "\x1b[36m", *red = "\x1b[31m",
                         *green = "\x1b[32m";
    if (line.starts_with("--- ") || line.starts_with("+++ ") || line.starts_with("diff "))
        return bold;
    if (line.starts_with("@@")) return cyan;
    return line.starts_with('-') ? red : line.starts_with('+') ? green : "";
}

} // namespace

bool is_in_colour(int fd) {
    if (const std::string_view force = environment("CLICOLOR_FORCE");
        !force.empty() && force != "0")
        return true;
    return environment("NO_COLOR").empty() && environment("TERM") != "dumb" && isatty(fd) == 1;
}

void choose_colour(const std::string& when) {
    if (when == "auto") return;
    const bool always = when == "always";
    unsetenv(always ? "NO_COLOR" : "CLICOLOR_FORCE");
    setenv(always ? "CLICOLOR_FORCE" : "NO_COLOR", "1", 1);
}

std::string shown_diff(const std::string& diff, bool colour) {
    std::string out;
    for (const std::string& line : report::lines_of(diff)) {
        std::vector<std::string> parts; // tabs are no harm
        for (const std::string& part : report::split(line, '\t'))
            parts.push_back(report::escaped(part));
        const char* begin = colour ? colour_of(line) : "";
        out +=
            fmt::format("{}{}{}\n", begin, fmt::join(parts, "\t"), *begin == '\0' ? "" : "\x1b[0m");
    }
    return out;
}

} // namespace calpkg::cli
