#include "lib/compare/show/text.hpp"

#include "lib/compare/contents/words.hpp"
#include "lib/compare/show/sections.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

namespace calpkg::compare {

namespace {

char sign(Kind kind) {
    switch (kind) {
    case Kind::added: return '+';
    case Kind::removed: return '-';
    case Kind::changed: return '~';
    }
    return ' ';
}

std::string row_text(const Row& row) {
    std::string out = fmt::format("  {} {}  {}\n", sign(row.kind), report::escaped(row.object),
                                  report::escaped(summary(row)));
    for (const std::string& line : report::lines_of(row.diff))
        out += "      " + escaped_text(line) + "\n";
    return out;
}

std::string sections_text(const Rows& rows) {
    std::string out;
    for (const Heading& heading : headings) {
        if (heading.section == Section::noise) continue;
        const std::vector<Row> told = told_rows(rows, heading.section);
        if (told.empty()) continue;
        out += fmt::format("\n{}\n", heading.text);
        for (const Row& row : told) out += row_text(row);
    }
    return out;
}

std::string sizes_text(const PackageComparison& package) {
    std::string out;
    for (const SizeLine& line : size_lines(package)) {
        if (line.before == line.after) continue;
        out += fmt::format("  {}: {} -> {} ({})\n", line.what, size_words(line.before),
                           size_words(line.after), percent(line.before, line.after));
    }
    return out.empty() ? out : "\nSizes\n" + out;
}

std::string noise_text(const Rows& rows) {
    const std::vector<Row> told = told_rows(rows, Section::noise);
    std::string out;
    for (const Row& row : told) out += row_text(row);
    return out.empty() ? out : fmt::format("\n{}\n{}", headings.back().text, out);
}

} // namespace

std::string to_text(const Comparison& comparison) {
    std::string out = sections_text(comparison.rows);
    if (!out.empty()) out.erase(0, 1);
    for (const PackageComparison& package : comparison.packages) {
        if (!out.empty()) out += '\n';
        out += report::escaped(title(package)) + "\n";
        if (package.rows.empty()) continue;
        out += sections_text(package.rows) + sizes_text(package) + noise_text(package.rows);
    }
    return out;
}

} // namespace calpkg::compare
