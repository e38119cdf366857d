#include "cal-pkg/commands/package/diff_json.hpp"

#include "lib/compare/show/sections.hpp"
#include "lib/report/error.hpp"

namespace calpkg::commands {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(report::escaped(text));
}

Json to_json(const compare::Rows& rows) {
    Json list = Json::array();
    for (const compare::Row& row : rows)
        list.push_back(
            {{"section", to_string(row.section)},
             {"kind", to_string(row.kind)},
             {"object", report::escaped(row.object)},
             {"what", row.what},
             {"before", text_or_null(row.before)},
             {"after", text_or_null(row.after)},
             {"diff", row.diff.empty() ? Json(nullptr) : Json(compare::escaped_text(row.diff))}});
    return list;
}

const char* word(compare::Upgrade upgrade) {
    switch (upgrade) {
    case compare::Upgrade::newer: return "newer";
    case compare::Upgrade::same: return "same";
    case compare::Upgrade::older: return "older";
    }
    return "";
}

Json to_json(const compare::Sizes& sizes) {
    return {{"package", sizes.file}, {"installed", sizes.installed}, {"files", sizes.files}};
}

Json to_json(const compare::PackageComparison& package) {
    return {{"name", report::escaped(package.name)},
            {"arch", report::escaped(package.arch)},
            {"before", report::escaped(package.before)},
            {"after", report::escaped(package.after)},
            {"new_is", package.upgrade ? Json(word(*package.upgrade)) : Json(nullptr)},
            {"old_sizes", to_json(package.old_sizes)},
            {"new_sizes", to_json(package.new_sizes)},
            {"differences", to_json(package.rows)}};
}

} // namespace

Json to_json(const compare::Comparison& comparison) {
    Json packages = Json::array();
    for (const compare::PackageComparison& package : comparison.packages)
        packages.push_back(to_json(package));
    return {{"before", report::escaped(comparison.before)},
            {"after", report::escaped(comparison.after)},
            {"differs", comparison.differs()},
            {"packages", std::move(packages)},
            {"differences", to_json(comparison.rows)}};
}

} // namespace calpkg::commands
