#include "lib/egg/packaged_egg.hpp"

#include "lib/egg/plain_package.hpp"
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
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace calpkg::egg {

namespace {

constexpr const char* kSuffix = ".egg";

Member member_of(const rpm::PackageFile& file, std::size_t base) {
    Member member;
    member.name = file.path.substr(base);
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
    const bool plain = !top.ends_with(kSuffix) && is_in_site_packages(top);
    const std::size_t base = plain ? top.rfind('/') + 1 : top.size() + 1;
    std::vector<std::pair<Member, std::string>> members;
    for (const rpm::PackageFile& file : files)
        if (file.path.starts_with(top + "/") && !file.ghost)
            members.emplace_back(member_of(file, base), std::move(contents[file.path]));
    return plain ? Egg::open_plain(std::move(members), name_of(top), python_of(top))
                 : Egg::open_files(std::move(members), name_of(top));
}

void require_egg(const rpm::OpenPackage& package, const std::string& path) {
    const std::vector<std::string> eggs = find_packaged(package);
    const std::vector<std::string> plain = find_plain(package);
    if (std::ranges::find(eggs, path) != eggs.end() ||
        std::ranges::find(plain, path) != plain.end())
        return;
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
    for (const std::string& plain : find_plain(package))
        if (is_calamaris(name_of(plain))) eggs.insert(plain);
    return {eggs.begin(), eggs.end()};
}

std::vector<std::string> find_plain(const rpm::OpenPackage& package) {
    constexpr std::string_view mark = "/__init__.py";
    const rpm::FileTable& files = package.files;
    std::set<std::string> found;
    for (std::size_t row = 0; row < files.size(); ++row) {
        const std::string& path = files.path(row);
        if (!path.ends_with(mark) || files.is_ghost(row) || !files.is_regular(row)) continue;
        const std::string directory = path.substr(0, path.size() - mark.size());
        if (is_in_site_packages(directory)) found.insert(directory);
    }
    return {found.begin(), found.end()};
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
