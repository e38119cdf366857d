#include "lib/rpmbuild/ghost_times.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/verify_payload.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace calpkg::rpmbuild {

namespace {

/// The header's digest as the signature header keeps it: of header and payload.
rpm::PayloadDigests digests(const rpm::OpenPackage& package, const std::string& header) {
    const std::uint64_t begin = package.parts.payload_offset;
    const off_t end = lseek(package.fd.get(), 0, SEEK_END);
    if (end < 0) throw report::system_error(package.subject, "read", errno);
    hash::Digest md5(hash::Algorithm::md5);
    md5.update(header.data(), header.size());
    rpm::hash_rest(package.fd.get(), begin, md5, package.subject);
    return {static_cast<std::uint64_t>(end) - begin, md5.finish(), {}};
}

} // namespace

bool has_early_ghosts(const rpm::Package& package, const plan::Plan& plan) {
    return std::ranges::any_of(package.files, [&](const rpm::PackageFile& file) {
        return file.ghost && file.mtime < plan.epoch;
    });
}

void set_ghost_times(const std::filesystem::path& file, const plan::Plan& plan) {
    const rpm::OpenPackage package(file);
    const rpm::FileTable& files = package.files;
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
        throw report::Error(package.subject, "its header does not have the planned size",
                            "please report it, with what 'rpmbuild --version' says");
    const fs::Descriptor out(fs::open_existing(file, O_WRONLY));
    fs::write_at(out.get(), signature + header, rpm::kLeadSize, package.subject);
}

} // namespace calpkg::rpmbuild
