#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/package.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace calpkg::rpm {

/// Is given the content of a payload's files piece by piece, with the path of each. Called in one thread.
using SeenContent = std::function<void(const std::string& path, std::string_view piece)>;

struct CanonicalForm {
    std::optional<Compression> payload; ///< none: what the package says of its own
    std::function<std::string()>
        source_id; ///< CanonicalPackage::id of its source package, see plan_canonical()
    SeenContent seen{};
    /// The old package was made a moment ago. Its payload's digests are read only to explain a failure: nothing but
    /// a broken write can be wrong, and every file is held against its own digest anyway.
    bool is_new = false;
};

struct CanonicalPackage {
    std::filesystem::path path;
    std::string id; ///< MD5 of header and payload, 16 bytes: SOURCEPKGID of what is built of it
    bool signature_lost = false; ///< the old package was signed, the new one is not
    Package package{};           ///< what librpm reads of it
};

/// Writes `old` to `place`, where nothing is, in the one form that it has whatever rpmbuild made it: without the tags that tell of
/// rpmbuild, of libmagic or of the run, with one RPMVERSION, one order of sources, the build time for ghosts, and with
/// its payload encoded anew, by cal-pkg's own encoder where that is gzip. What else is in it stays, byte
/// for byte, and that is proved as rewrite_package() does; signatures go. The same package gives the same bytes,
/// and a canonical one its own.
///
/// `old` is verified beside, unless it is new. Messages and the result name `destination`, for which it
/// is made. Throws report::Error for what is damaged, for delta RPMs, and as plan_canonical() does; then nothing is left.
CanonicalPackage make_canonical(const OpenPackage& old, const std::filesystem::path& place,
                                const std::filesystem::path& destination,
                                const CanonicalForm& form);

} // namespace calpkg::rpm
