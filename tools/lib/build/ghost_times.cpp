#include "lib/build/ghost_times.hpp"

#include "lib/archive/descriptor.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/digest.hpp"
#include "lib/rpm/file_table.hpp"
#include "lib/rpm/package_parts.hpp"
#include "lib/rpm/seals.hpp"
#include "lib/rpm/tags.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace calpkg::build {

namespace {

void write_at(int fd, std::string_view data, std::uint64_t offset, const std::string& subject) {
    while (!data.empty()) {
        const ssize_t count = pwrite(fd, data.data(), data.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(subject, "write", errno);
        data.remove_prefix(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
}

/// The header's digest as the signature header keeps it: of header and payload.
rpm::PayloadDigests digests(const rpm::OpenPackage& package, const std::string& header) {
    rpm::PayloadDigests digests;
    rpm::Digest md5(rpm::Hash::md5);
    md5.update(header.data(), header.size());
    std::vector<char> buffer(1U << 20);
    std::uint64_t at = package.parts.payload_offset;
    for (;;) {
        const ssize_t count =
            pread(package.fd.get(), buffer.data(), buffer.size(), static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(package.subject, "read", errno);
        if (count == 0) break;
        md5.update(buffer.data(), static_cast<std::size_t>(count));
        at += static_cast<std::uint64_t>(count);
    }
    digests.size = at - package.parts.payload_offset;
    digests.md5 = md5.finish();
    return digests;
}

} // namespace

bool has_early_ghosts(const rpm::Package& package, const plan::Plan& plan) {
    return std::ranges::any_of(package.files, [&](const rpm::PackageFile& file) {
        return file.ghost && file.mtime < plan.epoch;
    });
}

void settle_ghosts(const std::filesystem::path& file, const plan::Plan& plan) {
    const rpm::OpenPackage package(file);
    const rpm::FileTable files(package.parts.header, package.subject);
    std::vector<std::uint64_t> times = package.parts.header.numbers(rpm::tag::file_mtime);
    for (std::size_t row = 0; row < files.size(); ++row)
        if (files.is_ghost(row)) times.at(row) = static_cast<std::uint64_t>(plan.epoch);

    rpm::RawHeader changed = package.parts.header;
    changed.put_numbers(rpm::tag::file_mtime, rpm::TagType::int32, times);
    const std::string header = changed.serialize(rpm::kImmutableRegion);
    rpm::RawHeader seals = package.parts.signature;
    rpm::seal(seals, header, digests(package, header), 0, package.subject);
    std::string signature = seals.serialize(rpm::kSignatureRegion);
    signature.append((8 - signature.size() % 8) % 8, '\0');
    // Numbers and digests alone are others: nothing moves.
    if (rpm::kLeadSize + signature.size() + header.size() != package.parts.payload_offset)
        throw report::Error(package.subject, "its header came out in another size than planned",
                            "please report it, with what 'rpmbuild --version' says");
    const archive::Descriptor out(archive::open_existing(file, O_WRONLY));
    write_at(out.get(), signature + header, rpm::kLeadSize, package.subject);
}

} // namespace calpkg::build
