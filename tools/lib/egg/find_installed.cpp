#include "lib/egg/egg.hpp"
#include "lib/egg/plain_package.hpp"

#include <algorithm>
#include <set>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

/// The directories in `parent` whose names begin with `prefix`, sorted; none when it is not there.
std::vector<stdfs::path> directories(const stdfs::path& parent, const std::string& prefix) {
    std::vector<stdfs::path> found;
    std::error_code none;
    for (const stdfs::directory_entry& entry : stdfs::directory_iterator(parent, none))
        if (entry.path().filename().string().starts_with(prefix) && entry.is_directory(none))
            found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<stdfs::path> site_packages_of(const stdfs::path& root) {
    std::vector<stdfs::path> found;
    std::set<stdfs::path> seen;
    const auto add = [&](const stdfs::path& packages) {
        std::error_code none;
        if (seen.insert(stdfs::canonical(packages, none)).second && !none)
            found.push_back(packages);
    };
    if (is_in_site_packages(stdfs::absolute(root).lexically_normal() / "x")) add(root);
    for (const stdfs::path& environment :
         {root / "venv", root, root / "opt/calamari/venv", root / "usr"})
        for (const stdfs::path& lib : directories(environment, "lib"))
            for (const stdfs::path& python : directories(lib, "python"))
                add(python / "site-packages");
    return found;
}

} // namespace

std::vector<std::filesystem::path> find_installed(const std::filesystem::path& root) {
    std::vector<stdfs::path> found;
    std::error_code none;
    for (const stdfs::path& packages : site_packages_of(root))
        for (const auto& entry : stdfs::directory_iterator(packages, none)) {
            const stdfs::path& path = entry.path();
            const std::string name = path.filename().string();
            if (path.extension() == ".egg" || (is_calamaris(name) && plain_package(path) == name))
                found.push_back(path);
        }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::filesystem::path> find_plain(const std::filesystem::path& root,
                                              const std::string& name) {
    std::vector<stdfs::path> found;
    for (const stdfs::path& packages : site_packages_of(root))
        if (plain_package(packages / name) == name) found.push_back(packages / name);
    return found;
}

} // namespace calpkg::egg
