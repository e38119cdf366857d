#include "lib/rpmbuild/made_from.hpp"

#include "lib/fs/paths.hpp"
#include "lib/hash/digest.hpp"

#include <fmt/format.h>

#include <utility>

namespace calpkg::rpmbuild {

namespace {

using provenance::Resource;
using stage::StagedEntry;

/// The checkout, or what stands in its place.
Resource sources_of(const plan::Plan& plan) {
    if (!plan.from_checkout)
        return {"layouts/" + plan.component, {}, {{provenance::kContent, plan.commit}}};
    Resource checkout{provenance::kCheckout, {}, {{"gitCommit", plan.commit}}};
    if (!plan.tree.empty()) checkout.digest["gitTree"] = plan.tree;
    if (!plan.origin.empty()) checkout.uri = fmt::format("git+{}@{}", plan.origin, plan.commit);
    return checkout;
}

Resource web_apps_of(const plan::WebAppsOrigin& origin) {
    Resource apps{provenance::kWebApps, {}, {{provenance::kContent, origin.content}}};
    if (!origin.sha256.empty()) apps.digest["sha256"] = origin.sha256;
    return apps;
}

/// What is packed below its directory, the checkout's own Python packages included. Not when it is no longer the same one
/// by its times alone.
std::string content_of_venv(const plan::Plan& plan) {
    hash::Sha256 digest;
    for (const StagedEntry& entry : plan.entries)
        if (fs::is_at_or_below(entry.path, plan.venv_top))
            digest.update(fmt::format("{} {} {:o} {} {}\n", entry.path,
                                      static_cast<int>(entry.kind), entry.mode, entry.digest,
                                      entry.link));
    return digest.finish();
}

void add_file(std::vector<Resource>& resources, const std::string& directory,
              const std::filesystem::path& file) {
    if (!file.empty())
        resources.push_back(
            {directory + file.filename().string(), {}, {{"sha256", hash::sha256_file(file)}}});
}

} // namespace

provenance::MadeFrom made_from(const plan::Plan& plan) {
    provenance::MadeFrom made_from{
        {}, plan.settings, plan.version_given, plan.keep_venv && !plan.venv_top.empty()};
    std::vector<Resource>& resources = made_from.resources;
    resources.push_back(sources_of(plan));
    if (plan.web_apps_origin) resources.push_back(web_apps_of(*plan.web_apps_origin));
    if (!plan.venv_top.empty())
        resources.push_back(
            {provenance::kVirtualenv, {}, {{provenance::kContent, content_of_venv(plan)}}});
    if (plan.venv_to_make) add_file(resources, "lock/", plan.venv_to_make->made_lock);
    add_file(resources, "layouts/", plan.layout);
    add_file(resources, "layouts/targets/", plan.target.file);
    const auto add_text = [&](const std::string& name, const std::string& text) {
        resources.push_back({name, {}, {{"sha256", hash::sha256(text)}}});
    };
    add_text(fmt::format("specs/{}.spec", plan.name), plan.spec_template);
    add_text("specs/magic", plan.magic);
    return made_from;
}

} // namespace calpkg::rpmbuild
