#include "lib/compare/show/sections.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace calpkg::compare {

namespace {

/// So many rows of one kind of noise are told one by one.
constexpr std::size_t kFewRows = 3;

} // namespace

std::string summary(const Row& row) {
    std::string text = row.what;
    if (row.before.empty() && row.after.empty()) return text;
    const std::string label = text == "file" || text == "member" ? "" : text + ": ";
    if (row.kind == Kind::added) return label + row.after;
    if (row.kind == Kind::removed) return label + row.before;
    return fmt::format("{}: {} -> {}", text, row.before.empty() ? "none" : row.before,
                       row.after.empty() ? "none" : row.after);
}

std::vector<Row> told_rows(const Rows& rows, Section section) {
    std::vector<Row> told;
    std::map<std::string, std::size_t> counts; // of rows that say the same of different objects
    for (const Row& row : rows)
        if (row.section == Section::noise && row.what != "tag") ++counts[row.what];
    std::set<std::string> together;
    for (const Row& row : rows) {
        if (row.section != section) continue;
        const bool many = section == Section::noise && counts[row.what] > kFewRows;
        if (many && !together.insert(row.what).second) continue;
        told.push_back(row);
        if (many)
            told.back().object = fmt::format("{} files, such as {}", counts[row.what], row.object);
    }
    return told;
}

std::vector<SizeLine> size_lines(const PackageComparison& package) {
    const Sizes &a = package.old_sizes, &b = package.new_sizes;
    return {{"package", a.file, b.file}, {"installed", a.installed, b.installed}};
}

std::string percent(std::uint64_t before, std::uint64_t after) {
    if (before == after) return {};
    if (before == 0) return "new";
    const double change =
        (static_cast<double>(after) - static_cast<double>(before)) / static_cast<double>(before);
    return fmt::format("{:+.1f} %", 100 * change);
}

std::string title(const PackageComparison& package) {
    const std::string name = package.name + (package.arch.empty() ? "" : "." + package.arch);
    if (package.rows.empty()) return fmt::format("{} {}: equal", name, package.after);
    const std::string versions =
        package.before == package.after ? package.after : package.before + " -> " + package.after;
    if (!package.upgrade) return name + " " + versions;
    return fmt::format("{} {}: {}", name, versions, to_string(*package.upgrade));
}

std::string escaped_text(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of("\t\n", at), text.size());
        out += report::escaped(text.substr(at, end - at));
        if (end < text.size()) out += text[end];
        at = end + 1;
    }
    return out;
}

} // namespace calpkg::compare
