#include "lib/egg/packaged_egg.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/extract.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/package.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <sys/stat.h>
#include <utility>

namespace calpkg::egg {

namespace {

constexpr const char* kSuffix = ".egg";

Member member_of(const rpm::PackageFile& file, const std::string& top) {
    Member member;
    member.name = file.path.substr(top.size() + 1);
    member.directory = S_ISDIR(file.mode);
    if (member.directory) member.name += '/';
    if (S_ISREG(file.mode)) member.size = member.compressed_size = file.size;
    member.mtime = file.mtime;
    member.mode = file.mode & 07777U;
    member.link = file.link;
    return member;
}

/// A directory egg as the package installs it; ghosts, which it does not install, are left out.
std::unique_ptr<Egg> open_directory(const rpm::OpenPackage& package,
                                    const std::vector<rpm::PackageFile>& files,
                                    const std::string& top) {
    std::map<std::string, std::string> contents = rpm::read_package_files(package, top + "/");
    std::vector<std::pair<Member, std::string>> members;
    for (const rpm::PackageFile& file : files)
        if (file.path.starts_with(top + "/") && !file.ghost)
            members.emplace_back(member_of(file, top), std::move(contents[file.path]));
    return Egg::open_files(std::move(members), name_of(top));
}

void require_egg(const rpm::OpenPackage& package, const std::string& path) {
    const std::vector<std::string> eggs = find_packaged(package);
    if (std::find(eggs.begin(), eggs.end(), path) != eggs.end()) return;
    throw report::Error(
        package.subject, "holds no egg " + path,
        eggs.empty() ? std::string() : fmt::format("it has {}", fmt::join(eggs, ", ")));
}

} // namespace

std::vector<std::string> find_packaged(const rpm::OpenPackage& package) {
    const rpm::FileTable& files = package.files;
    std::set<std::string> eggs;
    for (std::size_t row = 0; row < files.size(); ++row) {
        const std::string& path = files.path(row);
        if (files.is_ghost(row)) continue;
        if (files.is_regular(row) && path.ends_with(kSuffix)) eggs.insert(path);
        const std::size_t end = path.find(std::string(kSuffix) + "/EGG-INFO/");
        if (end != std::string::npos) eggs.insert(path.substr(0, end + 4));
    }
    return {eggs.begin(), eggs.end()};
}

PackagedEgg::PackagedEgg(std::shared_ptr<const rpm::OpenPackage> package, std::string path)
    : package_(std::move(package)),
      path_(std::move(path)) {
    require_egg(*package_, path_);
    // Both take as long: of a package with zstd this takes a tenth off its repair.
    std::future<rpm::Package> verified =
        std::async(std::launch::async, [this] { return rpm::read_package(*package_); });
    const auto row = package_->files.find(path_);
    const bool is_file = row && package_->files.is_regular(*row);
    std::string zip;
    try {
        if (is_file) zip = rpm::read_package_file(*package_, path_);
    } catch (const report::Error&) {
        verified.get(); // a damaged package explains it better
        throw;
    }
    const rpm::Package contents = verified.get();
    egg_ = is_file ? Egg::open_bytes(std::move(zip), name_of(path_))
                   : open_directory(*package_, contents.files, path_);
}

} // namespace calpkg::egg
