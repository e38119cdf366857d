#include "cal-pkg/cli/timings_printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace calpkg::cli {

namespace {

using Row = report::Timings::Row;

constexpr std::size_t kPhase = 24; ///< width of the first column
constexpr std::size_t kTime = 9;   ///< of the others, at least

std::string cell(const TimingRows& rows, const std::string& component, const std::string& phase) {
    const auto row = std::ranges::find_if(
        rows, [&](const Row& one) { return one.component == component && one.phase == phase; });
    return row == rows.end() ? "" : fmt::format("{:.1f}", milliseconds(row->time));
}

/// Each of `names` once, in the order of its first.
void note(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

std::string without_end(std::string line) { return line.substr(0, line.find_last_not_of(' ') + 1); }

} // namespace

double milliseconds(report::Timings::Clock::duration time) {
    return std::round(std::chrono::duration<double, std::milli>(time).count() * 10) / 10;
}

nlohmann::ordered_json to_json(const TimingRows& rows) {
    auto phases = nlohmann::ordered_json::array(), components = nlohmann::ordered_json::array();
    for (const Row& row : rows)
        if (row.component.empty())
            phases.push_back({{"phase", row.phase}, {"milliseconds", milliseconds(row.time)}});
        else
            components.push_back({{"component", row.component},
                                  {"phase", row.phase},
                                  {"milliseconds", milliseconds(row.time)}});
    return {{"phases", std::move(phases)}, {"components", std::move(components)}};
}

void print_timings(std::ostream& out, const std::string& title, const TimingRows& rows) {
    std::vector<std::string> columns{""}, whole, of_components;
    for (const Row& row : rows) {
        note(columns, row.component);
        note(row.component.empty() ? whole : of_components, row.phase);
    }
    std::string line = fmt::format("{:<{}}{:>{}}", title, kPhase, "all, ms", kTime);
    for (std::size_t i = 1; i < columns.size(); ++i)
        line += fmt::format(" {:>{}}", columns[i], kTime);
    out << line << '\n';
    for (const std::string& phase : whole)
        out << fmt::format("{:<{}}{:>{}}\n", phase, kPhase, cell(rows, "", phase), kTime);
    for (const std::string& phase : of_components) {
        line = fmt::format("{:<{}}{:>{}}", "  " + phase, kPhase, "", kTime);
        for (std::size_t i = 1; i < columns.size(); ++i)
            line += fmt::format(" {:>{}}", cell(rows, columns[i], phase),
                                std::max(kTime, columns[i].size()));
        out << without_end(line) << '\n';
    }
}

void print_total(std::ostream& out, report::Timings::Clock::duration total) {
    out << fmt::format("{:<{}}{:>{}.1f}\n", "total", kPhase, milliseconds(total), kTime);
}

} // namespace calpkg::cli
