#include "lib/egg/beside.hpp"

#include "lib/rpm/format/package_parts.hpp"

#include <algorithm>
#include <cctype>

namespace calpkg::egg {

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// The version in "Django-1.5.1-py2.6.egg-info", or "".
std::string version_in(const std::string& file, const std::string& name) {
    const bool metadata =
        file.ends_with(".dist-info") || file.ends_with(".egg-info") || file.ends_with(".egg");
    if (!metadata || !lower(file).starts_with(lower(name) + "-")) return {};
    const std::string rest = file.substr(name.size() + 1, file.rfind('.') - name.size() - 1);
    return rest.substr(0, rest.find('-'));
}

} // namespace

std::string version_beside(const EggLocation& egg, const std::string& name) {
    std::string found;
    if (egg.kind == EggLocation::Kind::packaged) {
        const std::string directory = egg.in_package.substr(0, egg.in_package.rfind('/') + 1);
        const rpm::FileTable& files = egg.package->files;
        for (std::size_t row = 0; row < files.size() && found.empty(); ++row) {
            const std::string& path = files.path(row);
            if (!path.starts_with(directory)) continue;
            const std::string below = path.substr(directory.size());
            found = version_in(below.substr(0, below.find('/')), name);
        }
        return found;
    }
    std::error_code failure;
    const std::filesystem::path path =
        std::filesystem::absolute(egg.path, failure).lexically_normal();
    const std::filesystem::path directory =
        (path.has_filename() ? path : path.parent_path()).parent_path();
    for (std::filesystem::directory_iterator item(directory, failure), end;
         !failure && item != end && found.empty(); item.increment(failure))
        found = version_in(item->path().filename().string(), name);
    return found;
}

} // namespace calpkg::egg
