#include "lib/tar/unpack.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/input.hpp"
#include "lib/tar/members.hpp"

#include <cerrno>
#include <fcntl.h>
#include <vector>

namespace calpkg::tar {

namespace {

void write_content(TarInput& input, const std::filesystem::path& path, unsigned mode) {
    const fs::Descriptor file = fs::try_open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    if (!file.is_open()) throw report::system_error(path.string(), "create", errno);
    std::vector<char> buffer(fs::kBlockSize);
    while (const std::size_t count = input.read(buffer.data(), buffer.size()))
        fs::write_all(file.get(), {buffer.data(), count}, path.string());
}

void make_directory(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) throw report::system_error(path.string(), "create directory", error.value());
}

void make_link(const Member& member, const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_symlink(member.link, path, error);
    if (error) throw report::system_error(path.string(), "create link", error.value());
}

/// copy_file() would follow a link, which may lead out of the tree.
void copy_linked(const TarInput& input, const std::filesystem::path& source,
                 const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_symlink(source, error))
        input.fail("is a hard link to a symbolic link", "pack the file itself");
    std::filesystem::copy_file(source, path, error);
    if (error) input.fail("is a hard link to a file that is left out", "pack the file too");
}

} // namespace

void unpack(const std::filesystem::path& archive, const std::filesystem::path& destination,
            const std::function<bool(const std::string&)>& wanted) {
    list_members(archive); // refuses what would not be the same tree everywhere
    TarInput input(archive);
    while (input.next()) {
        process::check_interrupt();
        const Member& member = input.member();
        if (member.normalised.empty() || !wanted(member.normalised)) continue;
        const std::filesystem::path path = destination / member.normalised;
        make_directory(path.parent_path());
        switch (member.kind) {
        case Member::Kind::directory: make_directory(path); break;
        case Member::Kind::symlink: make_link(member, path); break;
        case Member::Kind::hardlink: copy_linked(input, destination / member.link, path); break;
        case Member::Kind::file:
            write_content(input, path, (member.mode & 0100) != 0 ? 0700 : 0600);
            break;
        }
    }
}

} // namespace calpkg::tar
