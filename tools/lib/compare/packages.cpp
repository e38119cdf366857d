#include "lib/compare/packages.hpp"

#include "lib/compare/consequences.hpp"
#include "lib/compare/dependencies.hpp"
#include "lib/compare/file_contents.hpp"
#include "lib/compare/file_list.hpp"
#include "lib/compare/scripts.hpp"
#include "lib/compare/spool.hpp"
#include "lib/compare/tags.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/process/tasks.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"
#include "lib/rpm/version_order.hpp"

#include <algorithm>

namespace calpkg::compare {

namespace {

Sizes sizes_of(const std::filesystem::path& file, const rpm::OpenPackage& package) {
    return {std::filesystem::file_size(file), package.files.installed_size(), package.files.size()};
}

} // namespace

bool Comparison::differs() const {
    return !rows.empty() ||
           std::ranges::any_of(packages, [](const auto& package) { return !package.rows.empty(); });
}

PackageComparison compare_packages(const std::filesystem::path& before,
                                   const std::filesystem::path& after) {
    const rpm::OpenPackage old_package(before), new_package(after);
    bool is_source = false;
    process::run_tasks({[&] { is_source = rpm::read_package(old_package).source; },
                        [&] { rpm::read_package(new_package); }},
                       2);
    Headers headers{old_package.parts.header, new_package.parts.header};
    PackageComparison result;
    result.name = headers.after.text(rpm::tag::name);
    result.arch = is_source ? "src" : headers.after.text(rpm::tag::arch);
    result.before = rpm::evr(headers.before);
    result.after = rpm::evr(headers.after);
    result.upgrade.reset();
    if (headers.before.text(rpm::tag::name) == result.name)
        result.upgrade = upgrade_of(headers.before, headers.after);
    result.old_sizes = sizes_of(before, old_package);
    result.new_sizes = sizes_of(after, new_package);
    compare_versions(headers, result.rows);
    compare_dependencies(headers, result.rows);
    compare_scripts(headers, result.rows);
    const std::vector<ContentPair> pairs =
        compare_files(headers, old_package.files, new_package.files, result.rows);
    if (!pairs.empty()) {
        const fs::TempDir work(fs::system_temp_directory(), "cal-pkg-diff-");
        Spool olds(old_package, work.path() / "old"), news(new_package, work.path() / "new");
        std::filesystem::create_directory(work.path() / "members");
        compare_file_contents({old_package.files, olds}, {new_package.files, news}, pairs,
                              work.path() / "members", result.rows);
    }
    compare_tags(headers, old_package, new_package, result.rows);
    drop_consequences(headers.before, headers.after, result.rows);
    std::ranges::stable_sort(result.rows, {}, &Row::section);
    return result;
}

Upgrade upgrade_of(const rpm::RawHeader& before, const rpm::RawHeader& after) {
    const std::uint64_t a = before.number(rpm::tag::epoch), b = after.number(rpm::tag::epoch);
    const auto version = [](const rpm::RawHeader& header) {
        return header.text(rpm::tag::version) + "-" + header.text(rpm::tag::release);
    };
    const int order =
        a != b ? (a < b ? -1 : 1) : rpm::compare_versions(version(before), version(after));
    return order < 0 ? Upgrade::newer : order > 0 ? Upgrade::older : Upgrade::same;
}

const char* to_string(Upgrade upgrade) {
    switch (upgrade) {
    case Upgrade::newer: return "upgrades";
    case Upgrade::same: return "does not upgrade: the version is the same";
    case Upgrade::older: return "does not upgrade: rpm takes the new one for older";
    }
    return "";
}

} // namespace calpkg::compare
