#include "lib/egg/egg.hpp"

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

} // namespace

std::vector<std::filesystem::path> find_installed(const std::filesystem::path& root) {
    std::vector<stdfs::path> found;
    std::set<stdfs::path> seen;
    for (const stdfs::path& environment : {root / "venv", root})
        for (const stdfs::path& lib : directories(environment, "lib"))
            for (const stdfs::path& python : directories(lib, "python")) {
                std::error_code none;
                const stdfs::path packages = python / "site-packages";
                if (!seen.insert(stdfs::canonical(packages, none)).second || none) continue;
                for (const auto& entry : stdfs::directory_iterator(packages, none))
                    if (entry.path().extension() == ".egg") found.push_back(entry.path());
            }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace calpkg::egg
