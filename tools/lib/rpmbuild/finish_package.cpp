#include "lib/rpmbuild/finish_package.hpp"

#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical.hpp"
#include "lib/rpm/format/io_flags.hpp"
#include "lib/rpm/format/package_parts.hpp"

#include <cerrno>
#include <cstdio>
#include <utility>

namespace calpkg::rpmbuild {

namespace {

/// As the target says, unless rpmbuild was told (by a spec) to use what has other requirements, about which
/// check::package() has a finding.
rpm::Compression payload_for(const rpm::OpenPackage& package, const std::string& io_flags) {
    const rpm::Compression made = rpm::compression_of(package);
    const rpm::Compression wanted = rpm::compression_of_flags(io_flags);
    return rpm::have_same_requirements(made, wanted) ? wanted : made;
}

} // namespace

FinishedPackage finish_package(const RawPackage& raw,
                               const std::function<std::string()>& source_id) {
    const rpm::OpenPackage package(raw.file);
    check::TraceSearch traces(raw.traces, raw.name);
    const auto seen = [&](const std::string& path, std::string_view piece) {
        traces.content(path, piece);
    };
    const std::filesystem::path place = raw.file.string() + ".canonical";
    rpm::CanonicalPackage made = rpm::make_canonical(
        package, place, raw.file, {payload_for(package, raw.io_flags), source_id, seen, true});
    traces.headers(rpm::OpenPackage(place).parts);
    FinishedPackage finished{std::move(made.package), std::move(made.id),
                             std::filesystem::file_size(place), hash::sha256_file(place),
                             traces.take()};
    if (std::rename(place.c_str(), raw.file.c_str()) != 0)
        throw report::system_error(raw.file.string(), "replace", errno);
    return finished;
}

} // namespace calpkg::rpmbuild
