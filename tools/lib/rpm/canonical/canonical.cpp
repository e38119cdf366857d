#include "lib/rpm/canonical/canonical.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/unfinished_package.hpp"
#include "lib/rpm/verify_payload.hpp"

#include <fmt/format.h>

#include <future>

namespace calpkg::rpm {

namespace {

/// What was made must be what its own canonical form is.
void require_canonical(const OpenPackage& made, const Compression& payload,
                       const std::filesystem::path& destination) {
    const PlannedHeaders again = plan_canonical(made, payload, {});
    if (again.header.entries() == made.parts.header.entries() && again.lead == made.parts.lead &&
        made.parts.signature.has(tag::seal::md5))
        return;
    throw report::Error(destination.string(), "did not become a canonical package",
                        "nothing was written; please report it");
}

void make(const UnfinishedPackage& made, const OpenPackage& old, const PlannedHeaders& planned,
          const SeenContent& seen) {
    const std::map<std::string, NewContent> nothing;
    PayloadEdit edit{old.files, planned.files, nothing, file_hash(old.parts.header),
                     FileDigests::from_header};
    edit.without_owners = true;
    if (seen)
        edit.seen = [&](std::size_t row, std::string_view piece) {
            seen(old.files.path(row), piece);
        };
    made.make(old, planned, edit);
}

/// The digest that librpm leaves aside where there are better ones. What is made is sealed anew: nobody could tell
/// afterwards that it did not fit.
void verify_md5(const OpenPackage& package) {
    const TagData* digest = package.parts.signature.find(tag::seal::md5);
    if (digest == nullptr) return;
    PayloadSeal seal{0, hash::Algorithm::md5, {}, true};
    for (const char byte : digest->bytes)
        seal.digest += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    verify_payload(package.fd.get(), seal, package.subject);
}

/// Makes it while the old package is verified, whose damage explains other failures.
void make_verified(const UnfinishedPackage& made, const OpenPackage& old,
                   const PlannedHeaders& planned, const SeenContent& seen) {
    std::future<void> verified = std::async(std::launch::async, [&] {
        read_package(old);
        verify_md5(old);
    });
    try {
        make(made, old, planned, seen);
    } catch (const report::Error&) {
        verified.get();
        throw;
    }
    verified.get();
}

} // namespace

CanonicalPackage make_canonical(const OpenPackage& old, const std::filesystem::path& place,
                                const std::filesystem::path& destination,
                                const CanonicalForm& form) {
    const Compression payload = form.payload ? *form.payload : compression_of(old);
    const PlannedHeaders planned = plan_canonical(old, payload, form.source_id);
    UnfinishedPackage made(place, destination.string());
    make_verified(made, old, planned, form.seen);
    const OpenPackage result = made.open();
    require_canonical(result, payload, destination);
    made.commit_new("move it away, or choose another directory");
    return {destination, result.parts.signature.find(tag::seal::md5)->bytes,
            is_signed(old.parts.signature)};
}

} // namespace calpkg::rpm
