#include "lib/rpmbuild/describe.hpp"

#include "lib/check/accept.hpp"
#include "lib/repo/private_paths.hpp"
#include "lib/rpmbuild/made_from.hpp"

#include <filesystem>
#include <string_view>
#include <utility>

namespace calpkg::rpmbuild {

repo::ManifestComponent describe_component(const plan::Plan& plan, const report::Findings& findings,
                                           std::vector<repo::Artifact> artifacts,
                                           const std::string& program_version,
                                           const repo::BuiltWith& built_with) {
    repo::ManifestComponent component{.component = plan.component,
                                      .name = plan.name,
                                      .version = plan.version,
                                      .release = plan.release,
                                      .arch = plan.arch,
                                      .commit = plan.commit,
                                      .describe = plan.describe,
                                      .dirty = plan.dirty,
                                      .epoch = plan.epoch,
                                      .features = std::vector<std::string>(),
                                      .program_version = program_version,
                                      .built_with = built_with,
                                      .web_apps = plan.web_apps_origin,
                                      .made_from = made_from(plan),
                                      .findings = findings,
                                      .accepted = check::accepted_in(findings, plan.accept),
                                      .artifacts = std::move(artifacts)};
    constexpr std::string_view feature = "feature_";
    for (const plan::Define& define : plan.globals)
        if (define.name.starts_with(feature))
            component.features->push_back(define.name.substr(feature.size()));
    std::vector<std::filesystem::path> sources{plan.checkout, plan.venv_archive};
    if (component.web_apps) {
        sources.push_back(component.web_apps->path);
        component.web_apps->path.clear();
    }
    sources.insert(sources.end(), plan.packed_whole.begin(), plan.packed_whole.end());
    for (report::Finding& finding : component.findings) {
        finding.remedy.clear();
        for (std::string* text : {&finding.subject, &finding.message})
            *text = repo::without_private_paths(*text, sources);
    }
    return component;
}

} // namespace calpkg::rpmbuild
