#include "lib/egg/in_package.hpp"

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/unpack.hpp"

namespace calpkg::egg {

bool is_rpm(const std::filesystem::path& file) { return rpm::is_package(file); }

std::shared_ptr<const rpm::OpenPackage> open_rpm(const std::filesystem::path& file) {
    return std::make_shared<const rpm::OpenPackage>(file);
}

std::vector<std::string> names_in(const rpm::OpenPackage& package, const std::string& directory) {
    std::vector<std::string> names;
    for (std::size_t row = 0; row < package.files.size(); ++row) {
        const std::string& path = package.files.path(row);
        if (!path.starts_with(directory)) continue;
        const std::string below = path.substr(directory.size());
        names.push_back(below.substr(0, below.find('/')));
    }
    return names;
}

} // namespace calpkg::egg
