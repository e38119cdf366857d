#include "lib/compare/installed/sides.hpp"

#include "lib/compare/directories.hpp"
#include "lib/compare/installed/installed.hpp"

namespace calpkg::compare {

namespace {

std::vector<PackageComparison> with_root(const std::filesystem::path& packages,
                                         const std::filesystem::path& root, RootSide side) {
    if (!std::filesystem::is_directory(packages)) return {compare_with_root(packages, root, side)};
    std::vector<PackageComparison> found;
    for (const auto& [key, package] : packages_in(packages))
        if (!key.ends_with(".src")) found.push_back(compare_with_root(package, root, side));
    return found;
}

} // namespace

Comparison compare_sides(const std::filesystem::path& before, const std::filesystem::path& after) {
    const bool old_root = is_root(before), new_root = is_root(after);
    if (!old_root && !new_root) return compare_paths(before, after);
    Comparison found{before.string(), after.string(), {}, {}};
    if (old_root && new_root)
        found.packages.push_back(compare_roots(before, after));
    else if (new_root)
        found.packages = with_root(before, after, RootSide::after);
    else
        found.packages = with_root(after, before, RootSide::before);
    return found;
}

} // namespace calpkg::compare
