#include "lib/rpm/canonical/prepared_packages.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/same_file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <cstdio>

namespace calpkg::rpm {

namespace {

report::Error taken(const std::filesystem::path& destination) {
    return {destination.string(), "already exists, and is another package",
            "move it away, or choose another directory"};
}

} // namespace

PreparedPackages::Directory::Directory(const std::filesystem::path& path)
    : made(path),
      private_one(path.empty() ? "." : path, ".canonical-") {}

std::filesystem::path PreparedPackages::add(const std::filesystem::path& destination,
                                            bool replaces) {
    std::unique_ptr<Directory>& directory = directories_[destination.parent_path()];
    if (!directory) directory = std::make_unique<Directory>(destination.parent_path());
    packages_.push_back(
        {directory->private_one.path() / std::to_string(packages_.size()), destination, replaces});
    return packages_.back().place;
}

void PreparedPackages::publish() {
    for (Prepared& package : packages_) {
        package.is_there = fs::is_same_file(package.place, package.destination);
        if (package.is_there) continue;
        if (package.replaces)
            fs::copy_metadata(package.destination, package.place);
        else if (fs::is_there(package.destination))
            throw taken(package.destination);
    }
    for (const Prepared& package : packages_) {
        if (package.is_there) continue;
        if (!package.replaces) {
            if (!fs::rename_new(package.place, package.destination))
                throw taken(package.destination);
        } else if (std::rename(package.place.c_str(), package.destination.c_str()) != 0) {
            throw report::system_error(package.destination.string(), "replace", errno);
        }
    }
}

} // namespace calpkg::rpm
