#include "lib/egg/patch/package_patch.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/extract.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <set>
#include <sys/stat.h>

namespace calpkg::egg {

namespace {

constexpr const char* kSuffix = ".egg";

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

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
    return Egg::open_files(std::move(members), file_name(top));
}

[[noreturn]] void refuse(const rpm::OpenPackage& package, const std::string& path,
                         const std::vector<std::string>& eggs) {
    throw report::Error(
        package.subject, "holds no egg " + path,
        eggs.empty() ? std::string() : fmt::format("it has {}", fmt::join(eggs, ", ")));
}

} // namespace

std::vector<std::string> find_packaged(const std::filesystem::path& package) {
    return find_packaged(rpm::OpenPackage(package));
}

std::vector<std::string> find_packaged(const rpm::OpenPackage& package) {
    const rpm::FileTable files(package.parts.header, package.subject);
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

PackagedEgg::PackagedEgg(std::shared_ptr<const rpm::OpenPackage> package, const std::string& path)
    : package_(std::move(package)),
      path_(path),
      rewriter_(std::make_unique<rpm::PackageRewriter>(package_)) {}

PackagedEgg::~PackagedEgg() = default;

std::unique_ptr<PackagedEgg> PackagedEgg::open(const std::filesystem::path& package,
                                               const std::string& path,
                                               const PackageOutput& expected) {
    return open(std::make_shared<rpm::OpenPackage>(package), path, expected);
}

std::unique_ptr<PackagedEgg> PackagedEgg::open(std::shared_ptr<const rpm::OpenPackage> package,
                                               const std::string& path,
                                               const PackageOutput& expected) {
    const std::vector<std::string> eggs = find_packaged(*package);
    if (std::find(eggs.begin(), eggs.end(), path) == eggs.end()) refuse(*package, path, eggs);
    std::unique_ptr<PackagedEgg> egg(new PackagedEgg(std::move(package), path));
    if (!expected.directory.empty() && egg->is_file())
        egg->begin(expected);
    else
        egg->read();
    return egg;
}

/// Whether the egg is a zip.
bool PackagedEgg::is_file() const {
    const rpm::FileTable files(package_->parts.header, package_->subject);
    const auto row = files.find(path_);
    return row && files.is_regular(*row);
}

/// How many names the egg's file has in the package.
std::size_t PackagedEgg::names() const {
    const rpm::FileTable files(package_->parts.header, package_->subject);
    for (const auto& [id, rows] : rpm::link_sets(files))
        for (const std::size_t row : rows)
            if (files.path(row) == path_) return rows.size();
    return 1;
}

void PackagedEgg::read() {
    // Its digests are made while the egg is looked for.
    std::future<rpm::Package> reading =
        std::async(std::launch::async, [&] { return rpm::read_package(*package_); });
    try {
        if (is_file()) zip_ = rpm::read_package_file(*package_, path_);
    } catch (const report::Error&) {
        reading.get(); // a damaged package explains it better
        throw;
    }
    const rpm::Package read = reading.get();
    verified_ = true;
    egg_ = is_file() ? Egg::open_bytes(zip_, file_name(path_))
                     : open_directory(*package_, read.files, path_);
}

void PackagedEgg::begin(const PackageOutput& expected) {
    rpm::PackageEdit edit;
    edit.release = expected.release;
    edit.changelog = expected.changelog;
    try {
        zip_ = rewriter_->begin(path_, expected.directory, edit);
    } catch (const report::Error&) {
        verify(); // a damaged package explains it better
        throw;
    }
    egg_ = Egg::open_bytes(zip_, file_name(path_));
}

void PackagedEgg::verify() const {
    if (!verified_) rpm::read_package(*package_);
}

std::unique_ptr<Egg> PackagedEgg::patched(const Changes& changes) const {
    if (!egg_->is_zip()) return rewrite_directory(*egg_, changes);
    return Egg::open_bytes(rewrite_zip(zip_, changes, egg_->name()), egg_->name());
}

PatchedPackage PackagedEgg::write(const Changes& changes, const PackageOutput& output) const {
    rpm::PackageEdit edit;
    const std::string old_release = package_->parts.header.text(rpm::tag::release);
    edit.release = output.release.empty() ? rpm::next_release(old_release) : output.release;
    edit.changelog = output.changelog;
    edit.changelog_time = output.changelog_time;
    if (egg_->is_zip()) {
        edit.write[path_] = {rewrite_zip(zip_, changes, egg_->name()), {}};
    } else {
        // The times that no old bytecode can match are rewrite_directory's to choose.
        const std::unique_ptr<Egg> after = rewrite_directory(*egg_, changes);
        for (const auto& [name, content] : changes.write)
            edit.write[path_ + "/" + name] = {content, after->find(name)->mtime};
        for (const std::string& name : changes.remove) edit.remove.insert(path_ + "/" + name);
    }
    rpm::RewrittenPackage made = rewriter_->finish(output.directory, edit);
    return {std::move(made.path), std::move(made.nevra), std::move(made.old_nevra),
            made.signature_lost, names()};
}

} // namespace calpkg::egg
