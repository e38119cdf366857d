#include "lib/repo/merge.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/provenance/bill.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/repo/index.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/repo/signing.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <system_error>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

std::vector<stdfs::path> names_in(const stdfs::path& directory) {
    std::vector<stdfs::path> names;
    std::error_code failure;
    for (stdfs::directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure))
        names.push_back(it->path().filename());
    if (failure) throw report::system_error(directory.string(), "read", failure.value());
    std::ranges::sort(names);
    return names;
}

bool is_in_index(const stdfs::path& name) {
    const stdfs::path directory = name.parent_path();
    return (directory == kIndex || directory == kSourceIndex) && is_made_of_packages(name);
}

void make_private_directory(const stdfs::path& path) {
    fs::make_directories(path.parent_path());
    if (mkdir(path.c_str(), 0700) != 0)
        throw report::system_error(path.string(), "create directory", errno);
}

bool has_hidden_part(const stdfs::path& path) {
    return std::ranges::any_of(
        path, [](const stdfs::path& part) { return part.string().starts_with('.'); });
}

} // namespace

Merge::Merge(stdfs::path published, const Manifest& manifest, stdfs::path tree, bool accept_changed,
             std::int64_t time)
    : published_(std::move(published)),
      tree_(std::move(tree)),
      accept_changed_(accept_changed),
      time_(time) {
    ours_.insert(
        {kManifestName, kManifestSignature, provenance::kFileName, provenance::kSignatureName});
    // Other programs make a bill of this name, too; older cal-pkgs did not.
    if (const stdfs::path bill = published_ / provenance::kBillName;
        fs::is_there(bill) && !fs::is_real_directory(bill) &&
        provenance::is_bill(fs::read_file(bill)))
        ours_.insert(provenance::kBillName);
    ours_.insert(kDocuments.begin(), kDocuments.end());
    if (manifest.signature)
        for (const std::string& file : signature_files(*manifest.signature)) ours_.insert(file);
    our_directories_ = {kIndex, kSourceIndex};
    for (const auto* list : {&manifest.components, &manifest.earlier})
        for (const ManifestComponent& component : *list) {
            ours_.insert(log_path(component.component));
            for (const Artifact& artifact : component.artifacts) ours_.insert(artifact.path);
        }
    for (const stdfs::path& file : ours_)
        for (stdfs::path parent = file.parent_path(); !parent.empty();
             parent = parent.parent_path())
            our_directories_.insert(parent);
    for (const Artifact& artifact : manifest.others) listed_.insert(artifact.path);
}

bool Merge::is_ours(const stdfs::path& name) const {
    return ours_.contains(name) || is_in_index(name);
}

void Merge::refuse_changed(const PublishedFiles& files) const {
    const auto counts = [&](const stdfs::path& name) {
        return is_ours(name) && std::ranges::find(kDocuments, name) == kDocuments.end() &&
               name.extension() != ".asc" && name.filename() != "repomd.xml";
    };
    files.refuse_changed_in(tree_, counts, accept_changed_);
}

/// The artifact as it is now: signing changes the file, but not the header.
Artifact Merge::as_found(const Artifact& known) const {
    const stdfs::path file = published_ / known.path;
    if (hash::sha256_file(file) == known.sha256) return known;
    const auto refused = [&](const std::string& why, const std::string& remedy) {
        return report::Error(file.string(), "was changed since it was published (" + why + ")",
                             "put the published one back, " + remedy);
    };
    Artifact found;
    try {
        found = describe_package(published_, known.path);
    } catch (const report::Error& error) {
        throw refused(error.reason(), "or remove it");
    }
    if (found.header_sha256 != known.header_sha256 && !accept_changed_)
        throw refused("it is another package now", "or take this one with --replace");
    if (!accept_changed_ && !is_signed(file)) // else nothing but a signature could differ
        throw refused("its signature is gone or damaged", "or take this one with --replace");
    found.component = known.component;
    return found;
}

std::vector<Artifact> Merge::keep(const std::vector<Artifact>& artifacts) const {
    std::vector<Artifact> kept;
    for (const Artifact& artifact : artifacts) {
        process::check_interrupt();
        if (fs::is_there(tree_ / artifact.path)) { // made anew
            kept.push_back(artifact);
            continue;
        }
        const stdfs::path file = published_ / artifact.path;
        if (!fs::is_there(file)) continue;
        kept.push_back(as_found(artifact));
        const bool changed = kept.back().sha256 != artifact.sha256;
        if (changed && file_time(file) <= file_time(published_ / kManifestName)) {
            // Put there with an old time (cp -p): those who compare times would not see it.
            fs::make_directories((tree_ / artifact.path).parent_path());
            fs::duplicate_file(file, tree_ / artifact.path);
            fs::set_time(tree_ / artifact.path, time_);
        } else {
            fs::link_or_copy(file, tree_ / artifact.path);
        }
    }
    return kept;
}

void Merge::keep_file(const stdfs::path& name) const {
    if (fs::is_there(published_ / name) && !fs::is_there(tree_ / name))
        fs::link_or_copy(published_ / name, tree_ / name);
}

std::vector<stdfs::path> Merge::foreign_packages() const {
    std::vector<stdfs::path> packages;
    fs::walk(published_, [&](const stdfs::path& path) {
        const stdfs::path name = path.lexically_relative(published_);
        if (name.extension() != ".rpm" || ours_.contains(name) || has_hidden_part(name)) return;
        std::error_code failure;
        const stdfs::file_type type = stdfs::status(path, failure).type();
        if (type == stdfs::file_type::regular) packages.push_back(name);
        // Of a link to itself; what else cannot be looked at may be a package.
        if (type == stdfs::file_type::none && failure != std::errc::too_many_symbolic_link_levels)
            throw report::system_error(path.string(), "read", failure.value());
    });
    std::ranges::sort(packages);
    return packages;
}

void Merge::keep_foreign() const { keep_directory({}); }

void Merge::keep_directory(const stdfs::path& below) const {
    for (const stdfs::path& name : names_in(published_ / below)) keep_entry(below / name);
}

void Merge::keep_entry(const stdfs::path& name) const {
    process::check_interrupt();
    const stdfs::path from = published_ / name;
    const stdfs::path to = tree_ / name;
    const bool directory = fs::is_real_directory(from);
    if (!directory && is_ours(name)) return;
    if (!directory && fs::is_there(to) && (listed_.contains(name) || is_same_entry(from, to)))
        return;
    if (fs::is_there(to) && !(directory && fs::is_real_directory(to)))
        throw report::Error(from.string(),
                            "is not cal-pkg's, but has the name of something that it makes",
                            "move it away");
    if (!directory) {
        fs::link_or_copy(from, to);
        return;
    }
    // Ours appear again when something goes into them; an empty one does not stay.
    if (!our_directories_.contains(name) && !fs::is_there(to)) make_private_directory(to);
    keep_directory(name);
}

} // namespace calpkg::repo
