#include "lib/rpm/rewrite/planned_headers.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/edit_files.hpp"
#include "lib/rpm/rewrite/rewrite_tags.hpp"
#include "lib/rpm/verify_payload.hpp"
#include "lib/rpm/version_order.hpp"

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

std::string next_release(const std::string& release) { return release + ".1"; }

PlannedHeaders plan_headers(const OpenPackage& old, const PackageEdit& edit) {
    const RawHeader& header = old.parts.header;
    if (!header.has(tag::source_rpm))
        throw report::Error(old.subject, "is a source package",
                            "give the binary package that came out of it");
    check_release(header, edit.release, old.subject);
    const std::int64_t now = entry_time(header, edit);
    EditedFiles edited = edit_files(old.files, edit, file_hash(header), now, old.subject);
    check_unknown_file_tags(header, old.files, edited.files, old.subject);
    PlannedHeaders planned{edited.files, header,
                           unsigned_signature(old.parts.signature, old.files, edited.files),
                           differences(edit, std::move(edited.added))};
    edit_tags(planned.header, edit, now, old.files, planned.files, old.subject);
    planned.payload_offset = kLeadSize +
                             padded(planned.signature.serialize(kSignatureRegion)).size() +
                             planned.header.serialize(kImmutableRegion).size();
    return planned;
}

std::string finished_headers(PlannedHeaders planned, const std::string& lead,
                             const RewrittenPayload& payload, int fd, const std::string& subject) {
    PayloadDigests digests{payload.size, {}, payload.digest};
    put_payload_tags(planned.header, digests.digest, payload.archive_digest,
                     payload.archive_growth());
    const std::string header = planned.header.serialize(kImmutableRegion);
    if (planned.signature.has(tag::seal::md5)) {
        hash::Digest md5(hash::Algorithm::md5);
        md5.update(header);
        hash_rest(fd, planned.payload_offset, md5, subject);
        digests.md5 = md5.finish();
    }
    seal(planned.signature, header, digests, payload.archive_growth(), subject);
    std::string bytes = renamed_lead(lead, planned.header) +
                        padded(planned.signature.serialize(kSignatureRegion)) + header;
    if (bytes.size() != planned.payload_offset)
        throw report::Error(subject, "its header does not have the planned size");
    return bytes;
}

} // namespace calpkg::rpm
