#include "lib/egg/patch/package_patch.hpp"

#include "lib/egg/patch/stale_proof.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"

#include <utility>

namespace calpkg::egg {

namespace {

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
    rpm::RewrittenPackage made = rpm::rewrite_package(package, output.directory, edit);
    return {std::move(made.path), std::move(made.nevra), std::move(made.old_nevra),
            made.signature_lost, names_of(package.files, before.path())};
}

} // namespace calpkg::egg
