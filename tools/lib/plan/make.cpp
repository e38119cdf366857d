#include "lib/plan/make.hpp"

#include "lib/checkout/findings.hpp"
#include "lib/checkout/public_origin.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/add_venv.hpp"
#include "lib/plan/changelog.hpp"
#include "lib/plan/globals.hpp"
#include "lib/plan/origin.hpp"
#include "lib/plan/resolve.hpp"
#include "lib/plan/sources.hpp"
#include "lib/plan/spec.hpp"
#include "lib/plan/upstream_version.hpp"
#include "lib/plan/web_apps.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/report/utf8.hpp"
#include "lib/stage/link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <string_view>
#include <unordered_map>

namespace calpkg::plan {

namespace {

using checkout::CheckoutVersion;

std::set<std::string> active_features(const layout::Layout& layout, const layout::Target* target,
                                      const Sources& sources, const Request& request) {
    std::set<std::string> active;
    for (const auto& [name, value] : request.settings) active.insert(name);
    for (const layout::Feature& feature : layout.features) {
        const bool in_checkout = !feature.exists.empty() && sources.has(feature.exists);
        const bool by_target =
            target != nullptr &&
            std::count(target->features.begin(), target->features.end(), feature.name) > 0;
        if (in_checkout || by_target) active.insert(feature.name);
    }
    return active;
}

Variables variables_for(const layout::Layout& layout, const layout::Target* target,
                        const std::set<std::string>& features, const Request& request,
                        const Origin& origin) {
    const CheckoutVersion& version = origin.version();
    Variables variables;
    for (const auto& [name, value] : layout.variables) variables.set(name, value);
    if (target != nullptr) {
        for (const auto& [name, value] : target->variables) variables.set(name, value);
        variables.set("python", target->python);
    }
    for (const layout::Feature& feature : layout.features)
        if (features.count(feature.name) > 0)
            for (const auto& [name, value] : feature.set) variables.set(name, value);
    for (const layout::Setting& setting : layout.settings) {
        const auto given = request.settings.find(setting.name);
        variables.set(setting.name, given == request.settings.end() ? "" : given->second);
    }
    variables.set("component", layout.component);
    variables.set("package", layout.package);
    variables.set("version", version.version.version);
    variables.set("revision", version.version.revision);
    variables.set("upstream-version",
                  upstream_version(version.description.text(), version.version.version,
                                   version.version.revision));
    variables.set("commit", version.commit.hash);
    variables.set("checkout", origin.directory().string());
    return variables;
}

std::optional<WebAppsElsewhere> web_apps_elsewhere(const layout::Layout& layout,
                                                   const Variables& variables,
                                                   const Request& request) {
    const std::vector<WebAppRule> apps = web_apps_of(layout, variables);
    if (!request.web_apps || apps.empty()) return std::nullopt;
    return WebAppsElsewhere(*request.web_apps, apps,
                            std::ranges::count(request.accept, "missing-app") > 0);
}

std::string arch_of(const layout::Layout& layout, const layout::Target& target) {
    return layout.arch == "target" ? target.arch : layout.arch;
}

/// What is to be told of the version; `dist` is the target's. Nothing without a checkout.
report::Findings version_findings(const Origin& origin, const layout::Layout& layout,
                                  const std::string& dist) {
    if (!origin.git()) return {};
    const CheckoutVersion& version = origin.version();
    report::Findings found;
    for (const std::string& note : version.version.notes)
        found.push_back({"version", report::Severity::note, layout.package, note, {}});
    for (report::Finding& finding : checkout::findings(
             *origin.git(), checkout::scheme_from(layout.scheme), version, dist, layout.package)) {
        finding.remedy = with_component(finding.remedy, layout);
        found.push_back(std::move(finding));
    }
    if (version.dirty)
        found.push_back({"dirty-checkout", report::Severity::warning, layout.package,
                         "built from modified files: Release says so",
                         "commit the changes for a release"});
    return found;
}

/// Names that do not read as they are.
void note_hidden(Plan& plan) {
    for (const stage::StagedEntry& entry : plan.entries)
        if (report::has_hidden(entry.path))
            plan.findings.push_back(
                {"hidden-character", report::Severity::warning,
                 fmt::format("{}: {}", plan.name, entry.path),
                 "its name has a character that is not seen, or that turns the others around",
                 "rename the file"});
}

/// rpmbuild refuses such links late.
void check_ways(const std::vector<stage::StagedEntry>& entries) {
    std::unordered_map<std::string_view, const stage::StagedEntry*> by_path;
    for (const stage::StagedEntry& entry : entries) by_path.emplace(entry.path, &entry);
    const auto entry_at = [&](const std::string& path) {
        const auto found = by_path.find(path);
        return found == by_path.end() ? nullptr : found->second;
    };
    for (const stage::StagedEntry& entry : entries) {
        if (entry.kind != stage::StagedEntry::Kind::symlink) continue;
        const std::string wrong = stage::wrong_way(entry.path, entry_at);
        if (!wrong.empty())
            throw report::Error(entry.path, fmt::format("link to '{}' {}", entry.link, wrong),
                                "remove the link, or let it lead elsewhere");
    }
}

} // namespace

Plan make(const layout::Catalog& catalog, const layout::Target& target, const Request& request) {
    return make(catalog, target, request, Origin(catalog, request));
}

Plan make(const layout::Catalog& catalog, const layout::Target& target, const Request& request,
          const Origin& origin) {
    const layout::Layout& layout = catalog.layout(request.component);
    const CheckoutVersion& version = origin.version();
    // git looks at the tags while the files are read.
    std::future<report::Findings> of_version = std::async(
        std::launch::async, [&] { return version_findings(origin, layout, target.dist); });

    Plan plan;
    plan.component = layout.component;
    plan.name = layout.package;
    plan.version = version.version.version;
    plan.release = version.version.revision + "." + target.dist;
    plan.arch = arch_of(layout, target);
    plan.target = target;
    plan.layout = layout.file;
    plan.checkout = origin.directory();
    plan.from_checkout = layout.has_checkout();
    plan.commit = version.commit.hash;
    plan.describe = plan.from_checkout ? version.description.text() : layout.version;
    plan.dirty = version.dirty;
    if (origin.git()) {
        plan.tree = version.commit.tree;
        plan.origin = checkout::public_origin(*origin.git());
    }
    plan.settings = request.settings;
    plan.version_given = request.version_override.value_or("");
    plan.keep_venv = request.keep_venv;
    plan.epoch = version.commit.time;
    plan.tarball = fmt::format("{}_product_{}.tar", plan.name, plan.version);
    plan.srpm = request.srpm;
    plan.accept = request.accept;
    plan.spec_template = spec_template(catalog, layout.spec);
    plan.magic = fs::read_file(catalog.spec("magic"));
    plan.changelog = plan.from_checkout ? changelog_entry(version.commit, plan.epoch, plan.version,
                                                          plan.release, plan.describe)
                                        : changelog_entry(layout.component, plan.commit, plan.epoch,
                                                          plan.version, plan.release);

    const Sources sources = origin.sources();
    std::set<std::string> features = active_features(layout, &target, sources, request);
    plan.venv_to_make = request.venv_to_make;
    const bool has_venv = std::ranges::find(layout.files, layout::Rule::Kind::venv,
                                            &layout::Rule::kind) != layout.files.end();
    if (has_venv && (!request.venv.empty() || request.venv_to_make)) features.insert("venv");
    const Variables variables = variables_for(layout, &target, features, request, origin);

    Leftovers leftovers(accepts_leftovers(request));
    Resolver resolver(layout, sources, variables, features, plan.epoch);
    resolver.leave_out(leftovers);
    resolver.pack_submodules();
    const auto elsewhere = web_apps_elsewhere(layout, variables, request);
    if (elsewhere) resolver.take_web_apps_from(*elsewhere);
    plan.web_apps_to_make = request.web_apps_to_make;
    const bool lacks_web_apps = request.web_apps_to_make && !request.web_apps;
    if (lacks_web_apps) resolver.leave_out_web_apps();
    resolver.add(layout.files, "/");
    add_venvs(layout, request, resolver, plan);
    plan.entries = resolver.finish();
    plan.web_apps = resolver.web_apps();
    if (!plan.web_apps.empty()) {
        plan.web_apps_origin = elsewhere ? elsewhere->origin() : WebAppsOrigin{};
        plan.web_apps_origin->content = resolver.web_apps_content();
    }
    plan.web_app_rules = layout.web_apps;
    plan.packed_whole = resolver.packed_whole();
    plan.globals = globals_for(plan, version.version.revision, features);
    for (const stage::StagedEntry& entry : plan.entries) validate_rpm_path(entry.path);
    check_ways(plan.entries);
    note_hidden(plan);
    std::ranges::copy(resolver.findings(), std::back_inserter(plan.findings));
    std::ranges::move(of_version.get(), std::back_inserter(plan.findings));
    std::ranges::move(leftovers.findings(plan.name), std::back_inserter(plan.findings));
    return plan;
}

DistPlan make_dist(const layout::Catalog& catalog, const Request& request) {
    const layout::Layout& layout = catalog.layout(request.component);
    if (layout.dist.tarball.empty())
        throw report::Error(layout.component, "has no source tarball",
                            layout.has_checkout()
                                ? "say in its layout, as 'dist', what belongs into one"
                                : "it is made from " + layout.files_beside().string());
    const Origin origin(catalog, request);

    DistPlan plan;
    plan.component = layout.component;
    plan.epoch = origin.version().commit.time;
    const Sources sources = origin.sources();
    const std::set<std::string> features = active_features(layout, nullptr, sources, request);
    const Variables variables = variables_for(layout, nullptr, features, request, origin);
    const layout::Position at{layout.file.string(), 0};
    plan.tarball = variables.expand(layout.dist.tarball, at);

    Resolver resolver(layout, sources, variables, features, plan.epoch);
    resolver.pack_submodules();
    resolver.add(layout.dist.files, variables.expand(layout.dist.prefix, at));
    plan.entries = resolver.finish();
    plan.packed_whole = resolver.packed_whole();
    plan.findings = resolver.findings();
    return plan;
}

} // namespace calpkg::plan
