#include "cal-pkg/cli/printers.hpp"

#include "cal-pkg/cli/colour.hpp"
#include "cal-pkg/cli/error_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <unistd.h>

namespace calpkg::cli {

void print_error(std::ostream& out, const std::string& text) {
    out << "cal-pkg: error: " << text << '\n';
}

void print_error(std::ostream& out, const report::Error& error) {
    out << error_text(error, isatty(STDERR_FILENO) == 1, is_in_colour(STDERR_FILENO));
}

report::Error error_of(const std::filesystem::filesystem_error& error) {
    return {error.path1().string(), "cannot be used: " + error.code().message(),
            "check the path and its permissions"};
}

void print_findings(std::ostream& out, const report::Findings& findings) {
    const int fd = &out == &std::cout ? STDOUT_FILENO : STDERR_FILENO;
    for (const report::Finding& finding : findings)
        out << finding_text(finding, isatty(fd) == 1, is_in_colour(fd));
}

nlohmann::ordered_json to_json(const report::Findings& findings) {
    auto list = nlohmann::ordered_json::array();
    for (const report::Finding& finding : findings)
        list.push_back({{"id", finding.id},
                        {"severity", report::to_string(finding.severity)},
                        {"subject", finding.subject},
                        {"message", finding.message},
                        {"remedy", finding.remedy}});
    return list;
}

void flush_output(const std::string& standing) {
    std::cout.flush();
    if (!std::cout) throw report::Error("standard output", "cannot be written", standing);
}

void print_path(const std::filesystem::path& path) {
    const bool terminal = isatty(STDOUT_FILENO) != 0;
    std::cout << (terminal ? report::escaped(path.string()) : path.string()) << '\n';
}

void print_json(std::ostream& out, const nlohmann::ordered_json& json) {
    out << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

std::string human_size(std::uint64_t bytes) {
    constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

void refuse_errors(std::ostream& err, const report::Findings& findings) {
    print_findings(err, findings);
    const auto errors = std::count_if(findings.begin(), findings.end(), [](const auto& finding) {
        return finding.severity == report::Severity::error;
    });
    if (errors > 0)
        throw report::Error(
            "", fmt::format("{} error{} in the sources", errors, errors == 1 ? "" : "s"),
            "nothing was built");
}

} // namespace calpkg::cli
