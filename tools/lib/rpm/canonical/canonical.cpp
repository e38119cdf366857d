#include "lib/rpm/canonical/canonical.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/unfinished_package.hpp"

#include <future>
#include <optional>
#include <utility>

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

Package make(const UnfinishedPackage& made, const OpenPackage& old, const PlannedHeaders& planned,
             const SeenContent& seen) {
    const std::map<std::string, NewContent> nothing;
    PayloadEdit edit{old.files, planned.files, nothing, file_hash(old.parts.header),
                     FileDigests::from_header};
    edit.without_owners = true;
    if (seen)
        edit.seen = [&](std::size_t row, std::string_view piece) {
            seen(old.files.path(row), piece);
        };
    return made.make(old, planned, edit);
}

/// Makes it while the old package is verified, whose damage explains other failures. Of a new one that waits for a failure.
Package make_verified(const UnfinishedPackage& made, const OpenPackage& old,
                      const PlannedHeaders& planned, const CanonicalForm& form) {
    std::future<Package> verified =
        std::async(form.is_new ? std::launch::deferred : std::launch::async,
                   [&] { return read_package(old); });
    if (form.is_new) read_header(old.fd.get(), old.subject);
    Package package;
    try {
        package = make(made, old, planned, form.seen);
    } catch (const report::Error&) {
        verified.get();
        throw;
    }
    if (!form.is_new) verified.get();
    return package;
}

} // namespace

CanonicalPackage make_canonical(const OpenPackage& old, const std::filesystem::path& place,
                                const std::filesystem::path& destination,
                                const CanonicalForm& form) {
    const Compression payload = form.payload ? *form.payload : compression_of(old);
    std::optional<PlannedHeaders> planned = plan_canonical(old, payload, form.source_id);
    UnfinishedPackage made(place, destination.string());
    Package package = make_verified(made, old, *planned, form);
    planned.reset(); // what is read next takes as much memory
    const OpenPackage result = made.open();
    require_canonical(result, payload, destination);
    made.commit_new("move it away, or choose another directory");
    return {destination, result.parts.signature.find(tag::seal::md5)->bytes,
            is_signed(old.parts.signature), std::move(package)};
}

} // namespace calpkg::rpm
