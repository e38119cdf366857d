#include "lib/egg/make/console_scripts.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace calpkg::egg {

namespace {

constexpr std::string_view kBlank = " \t\r";

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(kBlank) + 1 - first));
}

/// Whether `text` is identifiers with dots between them.
bool is_dotted(std::string_view text) {
    bool start = true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '.' && start) return false;
        if (c != '.' && std::isalpha(byte) == 0 && c != '_' && (start || std::isdigit(byte) == 0))
            return false;
        start = c == '.';
    }
    return !text.empty() && !start;
}

/// Whether a script may be called so: it becomes a file's name, and a line of rpm's file list.
bool is_script_name(std::string_view name) {
    return !name.empty() && name.front() != '.' && name.front() != '-' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                      std::string_view("._+-").find(c) != std::string_view::npos;
           });
}

} // namespace

EntryPoint parse_entry_point(const std::string& text, const std::string& subject) {
    const std::size_t equals = text.find('=');
    EntryPoint point;
    point.name = trimmed(std::string_view(text).substr(0, equals));
    std::string rest = equals == std::string::npos ? "" : trimmed(text.substr(equals + 1));
    if (!rest.empty() && rest.back() == ']' && rest.find('[') != std::string::npos) {
        const std::size_t bracket = rest.find('[');
        point.extras = rest.substr(bracket);
        rest = trimmed(std::string_view(rest).substr(0, bracket));
    }
    const std::size_t colon = rest.find(':');
    point.module = trimmed(std::string_view(rest).substr(0, colon));
    if (colon != std::string::npos) point.attribute = trimmed(rest.substr(colon + 1));
    const bool attribute = colon == std::string::npos || is_dotted(point.attribute);
    if (point.name.empty() || !is_dotted(point.module) || !attribute)
        throw report::Error(subject, fmt::format("'{}' is not an entry point", text),
                            "write it like 'program = package.module:function'");
    return point;
}

std::vector<EntryPointGroup> parse_entry_points(const std::string& text,
                                                const std::string& subject) {
    std::vector<EntryPointGroup> groups;
    for (const std::string& raw : report::lines_of(text)) {
        const std::string line = trimmed(raw);
        if (line.empty() || line.front() == '#') continue;
        if (line.front() == '[' && line.back() == ']') {
            groups.push_back({trimmed(std::string_view(line).substr(1, line.size() - 2)), {}, {}});
        } else if (groups.empty()) {
            throw report::Error(subject, "entry points begin without a group",
                                "put '[console_scripts]' before them");
        } else {
            groups.back().points.push_back(parse_entry_point(line, subject));
        }
    }
    return groups;
}

std::vector<EntryPoint> console_scripts(const PackageSetup& setup) {
    std::vector<EntryPointGroup> groups = setup.entry_points;
    if (!setup.entry_points_text.empty())
        groups = parse_entry_points(setup.entry_points_text, setup.file);
    std::vector<EntryPoint> scripts;
    for (const EntryPointGroup& group : groups) {
        if (group.name != "console_scripts") continue;
        for (const EntryPoint& point : group.points) {
            if (!is_script_name(point.name) || point.attribute.empty())
                throw report::Error(
                    setup.file,
                    fmt::format("the console script '{}' {}", point.name,
                                point.attribute.empty() ? "names no function"
                                                        : "cannot be a program's name"),
                    "write it like 'program = package.module:function'");
            scripts.push_back(point);
        }
    }
    std::sort(scripts.begin(), scripts.end(),
              [](const EntryPoint& a, const EntryPoint& b) { return a.name < b.name; });
    return scripts;
}

std::string console_script_text(const EntryPoint& point, const std::string& interpreter) {
    const std::string first = point.attribute.substr(0, point.attribute.find('.'));
    return fmt::format("#!{}\n"
                       "import sys\n"
                       "\n"
                       "from {} import {}\n"
                       "\n"
                       "if __name__ == '__main__':\n"
                       "    sys.exit({}())\n",
                       interpreter, point.module, first, point.attribute);
}

} // namespace calpkg::egg
