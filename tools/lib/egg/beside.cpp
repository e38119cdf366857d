#include "lib/egg/beside.hpp"

#include "lib/egg/distribution.hpp"
#include "lib/egg/in_package.hpp"

namespace calpkg::egg {

std::string version_beside(const EggLocation& egg, const std::string& name) {
    std::string found;
    if (egg.kind == EggLocation::Kind::packaged) {
        const std::string directory = egg.in_package.substr(0, egg.in_package.rfind('/') + 1);
        for (const std::string& file : names_in(*egg.package, directory))
            if (found.empty()) found = version_in_name(file, name);
        return found;
    }
    std::error_code failure;
    const std::filesystem::path path =
        std::filesystem::absolute(egg.path, failure).lexically_normal();
    const std::filesystem::path directory =
        (path.has_filename() ? path : path.parent_path()).parent_path();
    for (std::filesystem::directory_iterator item(directory, failure), end;
         !failure && item != end && found.empty(); item.increment(failure))
        found = version_in_name(item->path().filename().string(), name);
    return found;
}

} // namespace calpkg::egg
