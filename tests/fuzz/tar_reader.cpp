// Tarballs and compressed data. What is unpacked are the members that are listed, each where its name says, and none
// through a link; compressed data comes to no more than was allowed.

#include "refusable.hpp"

#include "lib/fs/temp_dir.hpp"
#include "lib/tar/decompress.hpp"
#include "lib/tar/members.hpp"
#include "lib/tar/unpack.hpp"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

using namespace calpkg;
using fuzz::refusable;
namespace stdfs = std::filesystem;

namespace {

constexpr std::size_t kMost = 1U << 20;

const stdfs::path& directory() {
    static const fs::TempDir directory(fs::system_temp_directory(), "cal-pkg-fuzz-");
    return directory.path();
}

void unpack(const stdfs::path& archive) {
    std::map<std::string, tar::MemberKind> kinds;
    std::uint64_t size = 0;
    for (const tar::Member& member : tar::list_members(archive)) {
        kinds[member.normalised] = member.kind;
        size += member.size;
    }
    if (size > kMost || kinds.size() > 100) return;
    const stdfs::path to = directory() / "to";
    stdfs::remove_all(to);
    stdfs::create_directory(to);
    tar::unpack(archive, to, [](const std::string&) { return true; });
    for (const auto& entry : stdfs::recursive_directory_iterator(to)) {
        const auto found = kinds.find(entry.path().lexically_relative(to).string());
        const bool directory = found == kinds.end() || found->second == tar::MemberKind::directory;
        if (entry.is_symlink() != (!directory && found->second == tar::MemberKind::symlink))
            std::abort();
        if (!entry.is_symlink() && entry.is_directory() != directory) std::abort();
        if (!entry.is_symlink() && !entry.is_directory() && !entry.is_regular_file()) std::abort();
    }
    for (const auto& [name, kind] : kinds)
        if (!name.empty() && stdfs::symlink_status(to / name).type() == stdfs::file_type::not_found)
            std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    refusable([&] {
        const tar::Decompressed found = tar::decompress(bytes, "fuzz", kMost);
        if (found.content.size() > kMost || found.end > size) std::abort();
    });
    const stdfs::path archive = directory() / "archive";
    std::ofstream(archive, std::ios::binary) << bytes;
    refusable([&] { unpack(archive); });
    return 0;
}
