#pragma once

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/output_directory.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/planned_headers.hpp"

#include <filesystem>
#include <string>

namespace calpkg::rpm {

/// A package that is made of another, beside its destination. Without commit_new() nothing is left.
class UnfinishedPackage {
public:
    /// Makes the destination's directory, where there is none. Throws report::Error.
    explicit UnfinishedPackage(const std::filesystem::path& destination);
    /// The same, to be put to `place`, while messages name `subject`.
    UnfinishedPackage(const std::filesystem::path& place, std::string subject);

    /// Writes all of it, reads it back in full and holds it against what was written, against its own headers and
    /// against `old`, which has been verified (read_package). Gives what librpm reads of its header. Memory does not
    /// grow with the payload. Throws report::Error.
    Package make(const OpenPackage& old, const PlannedHeaders& planned,
                 const PayloadEdit& edit) const;
    /// What was made, once more. Throws report::Error.
    OpenPackage open() const { return OpenPackage(file_.path()); }

    /// Gives it its name. A file there stays, and is an error unless it has the same bytes; `otherwise` is what the
    /// owner can do then.
    void commit_new(const std::string& otherwise);

private:
    PayloadContents read_back(fs::Descriptor end, const PlannedHeaders& planned) const;
    Package prove(const OpenPackage& old, const PlannedHeaders& planned, RewrittenPayload written,
                  PayloadContents contents) const;

    std::string subject_;
    fs::OutputDirectory directory_;
    fs::AtomicFile file_;
    fs::Descriptor fd_;
};

} // namespace calpkg::rpm
