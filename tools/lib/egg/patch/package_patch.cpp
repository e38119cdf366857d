#include "lib/egg/patch/package_patch.hpp"

#include "lib/egg/patch/stale_proof.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "lib/rpm/sign/sign_package.hpp"

#include <utility>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

/// How many names the file `path` of a package has; 1 for a directory.
std::size_t names_of(const rpm::FileTable& files, const std::string& path) {
    for (const auto& [id, rows] : rpm::link_sets(files))
        for (const std::size_t row : rows)
            if (files.path(row) == path) return rows.size();
    return 1;
}

/// A time for the egg `path` of a package that gets the new content `bytes`.
std::int64_t new_time(const rpm::OpenPackage& package, const std::string& path,
                      const std::string& bytes) {
    const std::size_t row = package.files.find(path).value();
    const auto old = static_cast<std::int64_t>(package.files.number(row, rpm::tag::file_mtime));
    return stale_proof(old, bytes, {});
}

/// Makes the package in the private directory `work`, signs it, and gives it its place.
rpm::RewrittenPackage make_signed(const rpm::OpenPackage& package, const rpm::PackageEdit& edit,
                                  const PackageOutput& output, const stdfs::path& work) {
    rpm::RewrittenPackage made = rpm::rewrite_package(package, work, edit);
    const rpm::SignedParts parts =
        output.sign_payload ? rpm::SignedParts::header_and_payload : rpm::SignedParts::header;
    const stdfs::path place = output.directory / made.path.filename();
    if (fs::is_there(place) &&
        rpm::read_package(place).header_sha256 == rpm::read_package(made.path).header_sha256 &&
        rpm::has_fitting_signatures(place, *output.signer, parts, work)) {
        made.path = place;
        return made;
    }
    rpm::sign_package(made.path, *output.signer, parts, work);
    fs::flush(made.path);
    if (!fs::rename_new(made.path, place))
        throw report::Error(place.string(), "already exists, and is another package",
                            "move it away, or choose another release or directory");
    made.path = place;
    return made;
}

/// The same, in a directory that is gone afterwards.
rpm::RewrittenPackage rewrite_and_sign(const rpm::OpenPackage& package,
                                       const rpm::PackageEdit& edit, const PackageOutput& output) {
    const std::vector<stdfs::path> made_directories = fs::make_directories(output.directory);
    try {
        const fs::TempDir work(output.directory, ".signed-");
        try {
            return make_signed(package, edit, output, work.path());
        } catch (const report::Error& error) {
            throw rpm::error_of_signing(error, work.path(), package.subject);
        }
    } catch (...) {
        fs::remove_empty(made_directories);
        throw;
    }
}

} // namespace

PatchedPackage patch_package(const PackagedEgg& before, const Egg& after, const Changes& changes,
                             const PackageOutput& output) {
    const rpm::OpenPackage& package = before.package();
    rpm::PackageEdit edit;
    edit.release = output.release.empty()
                       ? rpm::next_release(package.parts.header.text(rpm::tag::release))
                       : output.release;
    edit.changelog = output.changelog;
    edit.changelog_time = output.changelog_time;
    if (after.is_zip()) {
        edit.write[before.path()] = {after.bytes(),
                                     new_time(package, before.path(), after.bytes())};
    } else {
        const std::string top = before.path() + "/";
        for (const auto& [name, content] : changes.write)
            edit.write[top + after.in_directory(name)] = {content, after.find(name)->mtime};
        for (const std::string& name : changes.remove)
            edit.remove.insert(top + after.in_directory(name));
    }
    const bool sign = output.signer != nullptr;
    rpm::RewrittenPackage made = sign ? rewrite_and_sign(package, edit, output)
                                      : rpm::rewrite_package(package, output.directory, edit);
    return {.path = std::move(made.path),
            .nevra = std::move(made.nevra),
            .old_nevra = std::move(made.old_nevra),
            .signature_lost = made.signature_lost && !sign,
            .is_signed = sign,
            .names = names_of(package.files, before.path())};
}

} // namespace calpkg::egg
