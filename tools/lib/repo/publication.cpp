#include "lib/repo/publication.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/run.hpp"
#include "lib/process/tasks.hpp"
#include "lib/provenance/bill.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/repo/history.hpp"
#include "lib/repo/index.hpp"
#include "lib/repo/others.hpp"
#include "lib/repo/refusals.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/repo/tree/publish.hpp"
#include "lib/repo/tree/put_file.hpp"
#include "lib/repo/tree/rights.hpp"
#include "lib/repo/tree/same_publication.hpp"
#include "lib/repo/unchanged.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;
using Span = report::Timings::Span;

/// Every package of cal-pkg's that the manifest tells of.
template <typename Action>
void for_each_build(Manifest& manifest, Action action) {
    std::ranges::for_each(manifest.components, action);
    std::ranges::for_each(manifest.earlier, action);
}

} // namespace

Publication::Publication(stdfs::path directory, std::string target, const Rules& rules,
                         const std::function<void()>& on_wait)
    : directory_(std::move(directory)),
      target_(std::move(target)),
      rules_(rules),
      lock_(directory_.parent_path(), directory_.filename().string(), on_wait),
      work_(directory_.parent_path(), "." + directory_.filename().string() + ".work-") {
    repair_publication(directory_);
    previous_ = read_published(directory_, target_);
    if (previous_) {
        target_ = previous_->target;
        files_ = PublishedFiles(directory_);
        refuse_links(directory_, our_directories(*previous_));
        previous_ = what_is_there(*std::move(previous_), directory_);
    }
    if (rules_.signing) rules_.signing->complete(previous_ ? previous_->signature : std::nullopt);
    empty_ = !previous_ && fs::is_there(directory_);
    require_replaceable(directory_, work());
    fs::make_directories(tree());
}

void Publication::refuse_downgrade(const std::string& name,
                                   const std::string& version_release) const {
    if (!previous_) return;
    const Merge merge(directory_, *previous_, tree(), rules_.replace, 0);
    std::vector<stdfs::path> unknown = merge.foreign_packages();
    std::erase_if(unknown,
                  [&](const stdfs::path& path) { return find_artifact(*previous_, path); });
    refuse_older_than_others(directory_, *previous_, unknown, name, version_release);
    if (!rules_.allow_downgrade)
        refuse_older_than_ours(directory_, *previous_, name, version_release);
}

void Publication::rehearse(const std::vector<plan::Plan>& plans) const {
    if (!previous_) return;
    Manifest manifest = *previous_;
    for (const plan::Plan& plan : plans) {
        if (!rules_.replace) {
            refuse_other_commit(directory_, *previous_, plan);
            continue;
        }
        for_each_build(manifest, [&](ManifestComponent& build) { // may be damaged: it goes
            if (build.name == plan.name &&
                version_release(build) == plan.version + "-" + plan.release)
                build.artifacts.clear();
        });
    }
    for (const ManifestComponent& build : manifest.components)
        if (std::ranges::find(plans, build.component, &plan::Plan::component) == plans.end())
            files_.refuse_changed_log(directory_ / log_path(build.component), rules_.replace);
    const std::int64_t time = next_time(directory_, previous_, manifest);
    assemble(std::move(manifest), false, time, std::nullopt);
}

bool Publication::would_lose_signatures() const {
    return previous_ && previous_->signature && !rules_.signing && !rules_.give_up_signatures;
}

void Publication::refuse_unsigned() const {
    if (would_lose_signatures()) repo::refuse_unsigned(directory_, *previous_);
}

bool Publication::settle(Artifact& artifact) const {
    const stdfs::path published = directory_ / artifact.path, built = tree() / artifact.path;
    if (!fs::is_there(published)) return true;
    const Artifact* known = find_artifact(*previous_, artifact.path);
    Artifact found = artifact;
    bool damaged = false;
    try {
        if (digests_.of(published) != artifact.sha256)
            found = describe_package(directory_, artifact.path);
    } catch (const report::Error&) { // difference() tells why
        damaged = true;
    }
    if (damaged || found.header_sha256 != artifact.header_sha256) {
        // Of a file that is nobody's package Merge tells.
        if (rules_.replace || known == nullptr) return true;
        throw report::Error(
            published.string(), "is published with other content: " + difference(published, built),
            damaged
                ? "put a sound copy there, or publish the new one with --replace"
                : "commit what has changed (or, where there is no checkout, raise the version), "
                  "so that it gets a version of its own, or publish it with --replace");
    }
    if (found.sha256 != artifact.sha256 && !is_kept(found, known, published)) return true;
    artifact.size = found.size;
    artifact.sha256 = found.sha256;
    stdfs::remove(built);
    return false;
}

bool Publication::settle(ManifestComponent& build, bool& replaced) const {
    const bool current = is_current(build, *previous_);
    bool fresh = false;
    for (Artifact& artifact : build.artifacts) {
        process::check_interrupt();
        if (!settle(artifact)) continue;
        fresh = true;
        replaced = replaced || fs::is_there(directory_ / artifact.path);
    }
    if (!fresh) keep_origin(build);
    return fresh || !current;
}

void Publication::keep_origin(ManifestComponent& build) const {
    const auto take = [&](const std::vector<ManifestComponent>& published) {
        const auto same = std::ranges::find_if(published, [&](const ManifestComponent& component) {
            return is_same_build(component, build) &&
                   component.built_with.inputs == build.built_with.inputs;
        });
        if (same == published.end()) return false;
        const std::string tools = tools_text(build);
        build.program_version = same->program_version;
        build.built_with = same->built_with;
        if (same->made_from && same->made_from->parts) build.made_from = same->made_from;
        std::vector<std::string>& equal_by = build.built_with.equal_by;
        if (tools != tools_text(build) && std::ranges::count(equal_by, tools) == 0 &&
            !build.built_with.inputs.empty())
            equal_by.push_back(tools);
        return true;
    };
    const stdfs::path log = log_path(build.component);
    if (!take(previous_->components))
        take(previous_->earlier); // whose log has not been kept
    else if (fs::is_there(directory_ / log))
        stdfs::remove(tree() / log);
}

Published Publication::publish(std::vector<ManifestComponent> built, bool replace_all,
                               const std::set<std::string>& stay) {
    Manifest manifest = previous_.value_or(Manifest{});
    manifest.target = target_;
    bool news = false;
    std::optional<Span> span(std::in_place, timings_, "", "comparing");
    std::set<std::string> names = stay;
    std::vector<bool> replaced(built.size(), false);
    for (std::size_t i = 0; previous_ && i < built.size(); ++i) {
        bool other_content = false;
        news = settle(built[i], other_content) || news;
        replaced[i] = other_content;
    }
    for (const ManifestComponent& build : built) names.insert(build.component);
    const auto goes = [&](const ManifestComponent& component) {
        return !names.contains(component.component);
    };
    news = news || (replace_all && std::ranges::any_of(manifest.components, goes));
    if (news) forget_withdrawn(manifest);
    for (const ManifestComponent& build : built)
        for (const Artifact& artifact : build.artifacts)
            std::erase_if(manifest.others,
                          [&](const Artifact& other) { return other.path == artifact.path; });
    for (std::size_t i = 0; i < built.size(); ++i)
        add_build(manifest, std::move(built[i]), replaced[i]);
    if (replace_all) withdraw_others(manifest, names);
    span.reset();
    return complete(std::move(manifest), false);
}

Published Publication::renew() {
    if (!previous_)
        throw report::Error(directory_.string(), "holds no repository of cal-pkg",
                            "build into it first, or use createrepo_c");
    return complete(*previous_, true);
}

Published Publication::assemble(Manifest manifest, bool list_all, std::int64_t time,
                                const std::optional<Signing>& signing) const try {
    std::optional<Span> span(std::in_place, timings_, "", "merging");
    if (rules_.keep) retain(manifest, *rules_.keep);
    const Merge merge(directory_, previous_.value_or(Manifest{}), tree(), rules_.replace, time);
    Published published;
    if (previous_) {
        for_each_build(manifest, [&](const ManifestComponent& build) {
            for (const Artifact& artifact : build.artifacts)
                if (fs::is_there(tree() / artifact.path))
                    fs::set_time(tree() / artifact.path, time);
        });
        if (!signing)
            tell_unsigned(directory_, tree(), *previous_, manifest, published.findings);
        else
            tell_other_key(directory_, *previous_, *signing, published.findings);
        for_each_build(manifest, [&](ManifestComponent& build) {
            build.artifacts = merge.keep(build.artifacts);
        });
        drop_hollow(manifest);
        keep_logs(manifest, merge, time);
        list_others(manifest, merge, list_all, published.findings);
        refuse_doubles(directory_, manifest);
    }
    std::optional<SignedTree> signed_tree;
    span.emplace(timings_, "", "signing");
    if (signing) {
        signed_tree.emplace(*signing, directory_, tree(), work(), previous_ ? time : 0);
        signed_tree->sign_packages(manifest, published.findings);
    }
    span.emplace(timings_, "", "indexes");
    write_indexes(manifest, merge, time, published.findings);
    span.emplace(timings_, "", "signing");
    if (signed_tree) signed_tree->sign_indexes(published.findings);
    if (rules_.give_up_signatures) drop_signatures(manifest, tree());
    if (signed_tree)
        signed_tree->publish_key();
    else if (manifest.signature)
        for (const std::string& file : signature_files(*manifest.signature)) merge.keep_file(file);
    span.emplace(timings_, "", "manifest");
    const std::string text = manifest_text(published.manifest = std::move(manifest));
    put_file(directory_, tree(), provenance::kBillName, provenance::bill_text(text), time);
    if (previous_) merge.keep_foreign(); // which may be a bill
    const auto publish = [&](const char* name, const std::string& content) {
        put_file(directory_, tree(), name, content, time);
        if (signed_tree) signed_tree->sign_file(name);
        if (!rules_.give_up_signatures)
            keep_signature(directory_, tree(), name, published.findings);
    };
    publish(provenance::kFileName, provenance::statement_text(text));
    publish(kManifestName, sealed_manifest(text, tree()));
    return published;
} catch (const report::Error& error) {
    throw as_published(error, tree(), directory_);
}

/// Whether assemble() would make what is published again, and tell of nothing.
bool Publication::stands(const Manifest& manifest) const try {
    if (!previous_ || rules_.replace || rules_.signing || rules_.give_up_signatures ||
        manifest.signature)
        return false;
    Manifest kept = manifest;
    if (rules_.keep) retain(kept, *rules_.keep);
    return kept.earlier_metadata.size() <= most_earlier_metadata(kept) &&
           is_as_published({directory_, files_, digests_}, tree(), kept);
} catch (const report::Error&) { // assemble() tells of what cannot be read
    return false;
}

Published Publication::complete(Manifest manifest, bool list_all) {
    std::optional<Span> span(std::in_place, timings_, "", "comparing");
    if (!list_all && stands(manifest))
        return {.changed = false, .manifest = std::move(manifest), .findings = {}};
    const std::int64_t time = next_time(directory_, previous_, manifest);
    span.reset();
    Published published = assemble(std::move(manifest), list_all, time, rules_.signing);
    span.emplace(timings_, "", "publishing");
    if (previous_)
        Merge(directory_, *previous_, tree(), rules_.replace, time).refuse_changed(files_);
    files_.tell_mended(tree(), published.findings);
    const bool seal_counts = list_all || rules_.replace; // what was changed is taken as it is then
    published.changed = !previous_ || !is_same_publication(directory_, tree(), seal_counts);
    if (!published.changed) return published;
    refuse_unsigned();
    keep_rights(directory_, tree(), our_directories(published.manifest), time);
    process::check_interrupt();
    replace();
    return published;
}

/// The log of a package that is published already stays, too, if it says the same; so do the documents.
void Publication::keep_logs(const Manifest& manifest, const Merge& merge, std::int64_t time) const {
    const auto keep = [&](const stdfs::path& file) {
        if (fs::is_there(tree() / file)) {
            if (has_same_bytes(directory_ / file, tree() / file))
                stdfs::remove(tree() / file);
            else if (!is_same_entry(directory_ / file, tree() / file))
                fs::set_time(tree() / file, time);
        }
        merge.keep_file(file);
    };
    for (const auto* list : {&manifest.components, &manifest.earlier})
        for (const ManifestComponent& build : *list) keep(log_path(build.component));
    std::ranges::for_each(kDocuments, keep);
}

void Publication::list_others(Manifest& manifest, const Merge& merge, bool all,
                              report::Findings& findings) const {
    const auto tell = [&](const stdfs::path& package, const char* what, const std::string& remedy) {
        findings.emplace_back("unlisted-package", report::Severity::warning,
                              (directory_ / package).string(), what, remedy);
    };
    manifest.others = merge.keep(manifest.others);
    const std::vector<stdfs::path> foreign = merge.foreign_packages();
    std::set<stdfs::path> listed_already; // by createrepo_c, which somebody has run
    if (foreign.size() > manifest.others.size()) listed_already = published_packages(directory_);
    for (const stdfs::path& package : foreign) {
        if (find_artifact(manifest, package.string())) continue; // listed before, or built now
        if (!all && !listed_already.contains(package)) {
            tell(package, "was put there by somebody else, and the index does not list it",
                 "list it with 'cal-pkg index " + directory_.string() + "'");
            continue;
        }
        Artifact artifact = describe_package(directory_, package.string());
        const bool among_sources = is_source(artifact.path);
        if (artifact.nevra.ends_with(".src") != among_sources) {
            tell(package,
                 among_sources ? "is not a source package, so the index there does not list it"
                               : "is a source package, so the index does not list it",
                 among_sources ? "move it out of SRPMS" : "move it into SRPMS");
            continue;
        }
        tell_wrong_sizes(directory_ / package, findings);
        manifest.others.push_back(merge.keep({artifact}).at(0));
    }
    std::erase_if(manifest.others, [&](const Artifact& other) {
        if (stdfs::exists(tree() / other.path)) return false;
        tell(other.path,
             "is a symbolic link that does not lead to a package in this directory, so the index "
             "does not list it",
             fmt::format("put the package itself there with 'cp --remove-destination \"$(readlink "
                         "-f {0})\" {0}'",
                         process::shell_word((directory_ / other.path).string())));
        return true;
    });
}

std::size_t Publication::most_earlier_metadata(const Manifest& manifest) const {
    const std::size_t now = manifest.earlier_metadata.size();
    return rules_.keep.value_or(std::max<std::size_t>(kKeepByDefault, now + 1)) - 1;
}

void Publication::write_indexes(Manifest& manifest, const Merge& merge, std::int64_t time,
                                report::Findings& findings) const {
    const auto renew = [&](Index& index, const stdfs::path& below, bool sources) {
        std::vector<stdfs::path> packages;
        for (const stdfs::path& package : listed_packages(manifest, sources))
            packages.push_back(below.empty() ? package : package.lexically_relative(below));
        if (sources && packages.empty() && !fs::is_there(directory_ / kSourceIndex)) return;
        fs::make_directories(tree() / below);
        index = renew_index(directory_ / below, tree() / below, packages, time, files_);
    };
    Index binary, source;
    process::run_tasks({[&] { renew(binary, {}, false); }, [&] { renew(source, kSources, true); }},
                       2);
    for (const Index& index : {binary, source})
        findings.insert(findings.end(), index.findings.begin(), index.findings.end());
    std::vector<std::string> replaced = binary.replaced;
    for (const std::string& file : source.replaced)
        replaced.push_back((stdfs::path(kSources) / file).string());

    std::vector<std::vector<std::string>>& earlier = manifest.earlier_metadata;
    const std::size_t most = most_earlier_metadata(manifest);
    if (!replaced.empty()) earlier.insert(earlier.begin(), replaced);
    if (earlier.size() > most) earlier.resize(most);
    for (const std::vector<std::string>& files : earlier)
        for (const std::string& file : files) merge.keep_file(file);
}

void Publication::replace() const {
    if (!previous_) refuse_made_meanwhile(directory_, empty_);
    repo::publish(tree(), directory_);
}

} // namespace calpkg::repo
