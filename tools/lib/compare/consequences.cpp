#include "lib/compare/consequences.hpp"

#include "lib/rpm/format/raw_header.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace calpkg::compare {

namespace {

bool has_row(const Rows& rows, Section section, std::string_view what) {
    return std::ranges::any_of(
        rows, [&](const Row& row) { return row.section == section && row.what == what; });
}

bool has_rows(const Rows& rows, Section section) {
    return std::ranges::find(rows, section, &Row::section) != rows.end();
}

bool has_tag(const Rows& rows, std::string_view name) {
    return std::ranges::find(rows, name, &Row::object) != rows.end();
}

/// Whether files come, go or have another `attribute`.
bool has_files(const Rows& rows, std::string_view attribute) {
    return has_row(rows, Section::files, "file") || has_row(rows, Section::files, "kind") ||
           has_row(rows, Section::files, attribute);
}

bool has_other_dependencies(const Rows& rows) {
    return std::ranges::any_of(rows, [](const Row& row) {
        return row.section == Section::dependencies && !row.object.starts_with("rpmlib(");
    });
}

/// What makes a package need a feature of rpm (rpmlib(7), lib/rpmds.c).
struct Feature {
    const char* name;
    bool (*is_told)(const Rows& rows);
};

constexpr auto by_scripts = [](const Rows& rows) { return has_rows(rows, Section::scripts); };
constexpr auto by_compressor = [](const Rows& rows) { return has_tag(rows, "Payloadcompressor"); };
constexpr auto by_versions = [](const Rows& rows) {
    return has_rows(rows, Section::versions) || has_other_dependencies(rows);
};

constexpr std::array features{
    Feature{"rpmlib(BuiltinLuaScripts)", by_scripts},
    Feature{"rpmlib(ScriptletInterpreterArgs)", by_scripts},
    Feature{"rpmlib(ScriptletExpansion)", by_scripts},
    Feature{"rpmlib(PayloadIsBzip2)", by_compressor},
    Feature{"rpmlib(PayloadIsLzma)", by_compressor},
    Feature{"rpmlib(PayloadIsXz)", by_compressor},
    Feature{"rpmlib(PayloadIsZstd)", by_compressor},
    Feature{"rpmlib(TildeInVersions)", by_versions},
    Feature{"rpmlib(CaretInVersions)", by_versions},
    Feature{"rpmlib(VersionedDependencies)", has_other_dependencies},
    Feature{"rpmlib(RichDependencies)", has_other_dependencies},
    Feature{"rpmlib(FileDigests)",
            [](const Rows& rows) { return has_tag(rows, "Filedigestalgo"); }},
    Feature{"rpmlib(FileCaps)", [](const Rows& rows) { return has_files(rows, "capability"); }},
    Feature{"rpmlib(PartialHardlinkSets)",
            [](const Rows& rows) { return has_files(rows, "hard link to"); }},
    Feature{"rpmlib(LargeFiles)", [](const Rows& rows) {
                return has_files(rows, "file") || has_rows(rows, Section::contents);
            }}};

bool follows_feature(const Row& row, const Rows& rows) {
    const auto* feature = std::ranges::find(features, row.object, &Feature::name);
    return feature != features.end() && feature->is_told(rows);
}

/// Whether a scriptlet or trigger with this program comes, goes, or gets another one.
bool follows_script(const Row& row, const Rows& rows) {
    const std::string words = row.before + row.after;
    if (words.find("(interp") == std::string::npos && words.find(", interp") == std::string::npos)
        return false;
    return std::ranges::any_of(rows, [&](const Row& script) {
        if (script.section != Section::scripts) return false;
        for (const char* side : {"\n-#!", "\n+#!"})
            for (const char* end : {"\n", " "})
                if (script.diff.find(side + row.object + end) != std::string::npos) return true;
        return false;
    });
}

bool follows_architecture(const rpm::RawHeader& before, const rpm::RawHeader& after, const Row& row,
                          const Rows& rows) {
    if (!has_row(rows, Section::versions, "architecture")) return false;
    for (const rpm::RawHeader* header : {&before, &after}) {
        const std::vector<std::string> names = header->strings(rpm::tag::provide_name);
        for (const std::size_t i : rpm::self_provides(*header))
            if (names[i] == row.object) return true;
    }
    return false;
}

} // namespace

void drop_consequences(const rpm::RawHeader& before, const rpm::RawHeader& after, Rows& rows) {
    const std::string configuration = "config(" + after.text(rpm::tag::name) + ")";
    const Rows all = rows;
    std::erase_if(rows, [&](const Row& row) {
        if (row.section != Section::dependencies) return false;
        if (row.what == "Provides" && follows_architecture(before, after, row, all)) return true;
        if (row.object == configuration && has_files(all, "flags")) return true;
        return row.what == "Requires" && (follows_feature(row, all) || follows_script(row, all));
    });
}

} // namespace calpkg::compare
