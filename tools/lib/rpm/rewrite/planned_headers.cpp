#include "lib/rpm/rewrite/planned_headers.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/stated_sizes.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/edit_files.hpp"
#include "lib/rpm/rewrite/rewrite_tags.hpp"
#include "lib/rpm/verify_payload.hpp"
#include "lib/rpm/version_order.hpp"

#include <algorithm>
#include <utility>

namespace calpkg::rpm {

namespace {

void check_release(const RawHeader& header, const std::string& release,
                   const std::string& subject) {
    const std::string old = header.text(tag::release);
    std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+";
    for (const char newer : {'~', '^'}) // whose rpm wrote the one reads the other
        if (old.find(newer) != std::string::npos) allowed += newer;
    if (release.empty() || release.find_first_not_of(allowed) != std::string::npos)
        throw report::Error("release " + release, "is not valid for a package",
                            "use letters, digits, '.', '_' and '+'");
    const std::string version = header.text(tag::version) + "-";
    if (compare_versions(version + release, version + old) <= 0)
        throw report::Error("release " + release,
                            "is not newer than that of " + subject + ", " + old,
                            "give a newer one, such as " + next_release(old));
}

std::string padded(std::string signature) {
    signature.append((8 - signature.size() % 8) % 8, '\0');
    return signature;
}

AllowedDifferences differences(const PackageEdit& edit, std::set<std::string> added) {
    AllowedDifferences asked{edit.release, 1, {}, std::move(added), edit.remove};
    for (const auto& [path, content] : edit.write)
        if (!asked.added.contains(path)) asked.content.insert(path);
    return asked;
}

} // namespace

void require_format_4(const PackageParts& parts, const std::string& subject,
                      const std::string& otherwise) {
    const bool newer = parts.signature.has(tag::seal::sha3_256) ||
                       std::ranges::any_of(
                           tag::format_6, [&](std::uint32_t tag) { return parts.header.has(tag); });
    if (newer)
        throw report::Error(subject,
                            "is a package of rpm's format 6, whose digests cal-pkg cannot renew",
                            "build it as format 4 (rpmbuild's macro _rpmformat)" + otherwise);
}

std::uint64_t end_of(const PlannedHeaders& planned) {
    return kLeadSize + padded(planned.signature.serialize(kSignatureRegion)).size() +
           planned.header.serialize(kImmutableRegion).size();
}

std::string next_release(const std::string& release) { return release + ".1"; }

PlannedHeaders plan_headers(const OpenPackage& old, const PackageEdit& edit) {
    const RawHeader& header = old.parts.header;
    if (!header.has(tag::source_rpm))
        throw report::Error(old.subject, "is a source package",
                            "give the binary package that came out of it");
    require_format_4(old.parts, old.subject, ", or repair the egg where it is installed");
    require_installed_size(header, old.files, old.subject);
    check_release(header, edit.release, old.subject);
    const std::int64_t now = entry_time(header, edit);
    EditedFiles edited = edit_files(old.files, edit, file_hash(header), now, old.subject);
    check_unknown_file_tags(header, old.files, edited.files, old.subject);
    PlannedHeaders planned{edited.files,
                           old.parts.lead,
                           header,
                           unsigned_signature(old.parts.signature, old.files, edited.files),
                           differences(edit, std::move(edited.added)),
                           compression_of(old)};
    edit_tags(planned.header, edit, now, old.files, planned.files, old.subject);
    planned.lead = renamed_lead(planned.lead, planned.header);
    planned.payload_offset = end_of(planned);
    return planned;
}

std::string finished_headers(const PlannedHeaders& planned, const RewrittenPayload& payload, int fd,
                             const std::string& subject) {
    RawHeader made = planned.header;
    RawHeader signature = planned.signature;
    PayloadDigests digests{payload.size, {}, payload.digest};
    put_payload_tags(made, digests.digest, payload.archive_digest, payload.archive_growth());
    if (planned.complete) planned.complete(made);
    const std::string header = made.serialize(kImmutableRegion);
    if (signature.has(tag::seal::md5)) {
        hash::Digest md5(hash::Algorithm::md5);
        md5.update(header);
        hash_rest(fd, planned.payload_offset, md5, subject);
        digests.md5 = md5.finish();
    }
    seal(signature, header, digests, payload.archive_growth(), subject);
    std::string bytes = planned.lead + padded(signature.serialize(kSignatureRegion)) + header;
    if (bytes.size() != planned.payload_offset)
        throw report::Error(subject, "its header does not have the planned size");
    return bytes;
}

} // namespace calpkg::rpm
