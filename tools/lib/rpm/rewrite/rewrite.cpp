#include "lib/rpm/rewrite/rewrite.hpp"

#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/rewrite/planned_headers.hpp"
#include "lib/rpm/rewrite/unfinished_package.hpp"

namespace calpkg::rpm {

RewrittenPackage rewrite_package(const OpenPackage& old, const std::filesystem::path& directory,
                                 const PackageEdit& edit) {
    const PlannedHeaders planned = plan_headers(old, edit);
    RewrittenPackage result;
    result.nevra = nevra(planned.header);
    result.old_nevra = nevra(old.parts.header);
    result.signature_lost = is_signed(old.parts.signature);
    result.path = directory / (result.nevra + ".rpm");
    UnfinishedPackage made(result.path);
    made.make(old, planned,
              {old.files, planned.files, edit.write, file_hash(old.parts.header),
               FileDigests::from_header});
    made.commit_new("move it away, or choose another release or directory");
    return result;
}

} // namespace calpkg::rpm
