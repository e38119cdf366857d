#include "lib/zip/stored_zip.hpp"

#include "lib/report/error.hpp"
#include "lib/zip/dos_time.hpp"
#include "lib/zip/headers.hpp"

#include <limits>

namespace calpkg::zip {

namespace {

constexpr std::uint32_t kRegularFile = 0100000;

} // namespace

void StoredZip::add(const std::string& name, std::string_view content, unsigned mode,
                    std::int64_t mtime) {
    constexpr std::uint64_t largest = std::numeric_limits<std::uint32_t>::max();
    constexpr std::uint32_t most = std::numeric_limits<std::uint16_t>::max();
    const std::uint64_t after =
        std::uint64_t{archive_.size()} + directory_.size() + content.size() + 3 * name.size() + 256;
    if (after > largest || members_ == most || name.size() > most)
        throw report::Error(name, "does not fit into the zip of an egg",
                            "make the egg a directory");
    NewMember member{name, pack(std::string(content), false), to_dos_time(mtime)};
    member.flags = name_flags(name);
    member.external_attributes = (kRegularFile | mode) << 16;
    put_central(directory_, member, archive_.size());
    put_local(archive_, member);
    ++members_;
}

std::string StoredZip::finish() {
    const std::size_t directory_at = archive_.size();
    std::string archive = std::move(archive_) + directory_;
    put_end(archive, members_, directory_.size(), directory_at);
    return archive;
}

} // namespace calpkg::zip
