#include "lib/egg/make/sources_txt.hpp"

#include "lib/egg/make/find_packages.hpp"
#include "lib/egg/make/manifest_in.hpp"
#include "lib/egg/make/pattern.hpp"

namespace calpkg::egg {

namespace {

using Paths = std::set<std::string>;

/// What Python's sdist takes without being told.
Paths standard_paths(const PackageSources& sources) {
    Paths paths;
    for (const char* readme : {"README", "README.rst", "README.txt", "README.md"}) {
        if (!sources.has(readme)) continue;
        paths.insert(readme);
        break;
    }
    for (const char* name : {"setup.py", "setup.cfg", "MANIFEST.in"})
        if (sources.has(name)) paths.insert(name);
    for (const std::string& path : sources.below("test"))
        if (matches("test/test*.py", path, true)) paths.insert(path);
    return paths;
}

/// Paths that setuptools takes out at the end: what it has built itself, version control's own.
bool is_pruned(const std::string& path, const std::string& full_name) {
    if (is_below(path, "build") || is_below(path, full_name)) return true;
    const std::string slashed = "/" + path;
    return slashed.find("/RCS/") != std::string::npos ||
           slashed.find("/CVS/") != std::string::npos ||
           slashed.find("/.svn/") != std::string::npos;
}

} // namespace

std::set<std::string> source_paths(const PackageSources& sources, const PackageSetup& setup,
                                   const std::vector<std::string>& metadata) {
    Paths paths = standard_paths(sources);
    const std::string egg_info = join_path(setup.directory_of(""), setup.file_name() + ".egg-info");
    for (const std::string& name : metadata) paths.insert(join_path(egg_info, name));
    for (const PackageFile& file : package_modules(sources, setup)) paths.insert(file.source);
    if (!setup.include_data)
        for (const PackageFile& file : package_data(sources, setup, {})) paths.insert(file.source);
    paths.insert(setup.scripts.begin(), setup.scripts.end());
    if (sources.has("MANIFEST.in"))
        paths = apply_manifest_template(sources, sources.read("MANIFEST.in"),
                                        sources.shown("MANIFEST.in"), std::move(paths));
    const std::string full_name = setup.name + "-" + setup.version;
    std::erase_if(paths, [&](const std::string& path) { return is_pruned(path, full_name); });
    return paths;
}

std::string sources_text(const std::set<std::string>& paths) {
    std::set<std::pair<std::string, std::string>> sorted;
    for (const std::string& path : paths) sorted.emplace(parent_path(path), base_name(path));
    std::string text;
    for (const auto& [directory, name] : sorted) {
        if (!text.empty()) text += '\n';
        text += join_path(directory, name);
    }
    return text;
}

} // namespace calpkg::egg
