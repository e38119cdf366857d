#include "lib/egg/directory_egg.hpp"

#include "lib/egg/links.hpp"
#include "lib/egg/plain_package.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <system_error>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

/// The target of a link, "" of anything else.
std::string link_target(const stdfs::path& path) {
    std::error_code failure;
    const stdfs::path target = stdfs::read_symlink(path, failure);
    return failure ? std::string() : target.string();
}

Member member_of(const stdfs::path& path, const stdfs::path& top, const std::string& package) {
    Member member;
    member.name = (package / path.lexically_relative(top)).string();
    member.link = link_target(path);
    struct stat status {};
    // A link that leads nowhere is a member without content.
    if (stat(path.c_str(), &status) != 0 &&
        (member.link.empty() || lstat(path.c_str(), &status) != 0))
        throw report::system_error(path.string(), "read", errno);
    const bool link = S_ISLNK(status.st_mode);
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !link)
        throw DamagedEgg(path.string(), "is neither a file nor a directory nor a link to one",
                         "remove it, nothing in an egg needs it");
    member.directory = S_ISDIR(status.st_mode);
    if (member.directory) member.name += '/';
    if (!member.directory && !link) member.size = static_cast<std::uint64_t>(status.st_size);
    member.compressed_size = member.size;
    member.mtime = status.st_mtime;
    member.mode = status.st_mode & 07777U;
    return member;
}

} // namespace

DirectoryEgg::DirectoryEgg(std::filesystem::path top)
    : top_(std::move(top)),
      package_(plain_package(top_)) {
    fs::walk(top_, [this](const stdfs::path& path) {
        members_.push_back(member_of(path, top_, package_));
    });
    std::sort(members_.begin(), members_.end(),
              [](const Member& a, const Member& b) { return a.name < b.name; });
}

std::string DirectoryEgg::name() const { return top_.filename().string(); }

std::string DirectoryEgg::python() const { return python_of(top_.string()); }

std::string DirectoryEgg::read_at(std::size_t index, std::uint64_t limit) const {
    return fs::read_file(top_ / in_directory(members_.at(index).name), limit);
}

FilesEgg::FilesEgg(std::vector<std::pair<Member, std::string>> files, std::string name,
                   std::optional<std::string> plain_python)
    : name_(std::move(name)),
      plain_python_(std::move(plain_python)) {
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return a.first.name < b.first.name; });
    for (auto& [member, content] : files) {
        members_.push_back(std::move(member));
        contents_.push_back(std::move(content));
    }
}

std::string FilesEgg::read_at(std::size_t index, std::uint64_t limit) const {
    const Member& member = members_.at(index);
    if (!member.directory && !member.link.empty()) {
        const LinkEnd end = follow(*this, member);
        if (end.kind != LinkEnd::Kind::inside)
            throw report::Error(name_ + ": " + member.name,
                                "is a link to " + member.link + ", which is not in the egg",
                                "look at it where the egg is installed");
        return read(end.member, limit);
    }
    const std::string& content = contents_.at(index);
    if (content.size() > limit)
        throw report::Error(
            name_ + ": " + member.name,
            fmt::format("has {} bytes, more than the {} that are read", content.size(), limit),
            kTooLargeRemedy);
    return content;
}

} // namespace calpkg::egg
