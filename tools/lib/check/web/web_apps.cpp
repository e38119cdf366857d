#include "lib/check/web/web_apps.hpp"

#include "lib/check/web/other_app.hpp"
#include "lib/check/web/web_app.hpp"
#include "lib/plan/glob.hpp"
#include "lib/process/tasks.hpp"
#include "lib/web/script_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <thread>

namespace calpkg::check {

namespace {

using report::Severity;

/// The apps of a plan as judge_web_app() wants them: what is packed is what the plan has of their files.
std::vector<WebApp> apps_of(const plan::Plan& plan) {
    std::vector<WebApp> apps;
    for (const plan::WebApp& planned : plan.web_apps) {
        const std::string name = std::filesystem::path(planned.installed).filename().string();
        WebApp app{planned.directory, planned.subject, planned.remedy, "/" + name, {}};
        const std::string top = planned.installed + "/";
        for (const stage::StagedEntry& entry : plan.entries)
            if (entry.path.starts_with(top) && entry.kind != stage::StagedEntry::Kind::directory &&
                entry.origin != "layout")
                app.packed.insert(entry.path.substr(top.size()));
        apps.push_back(std::move(app));
    }
    return apps;
}

std::vector<WebAppVerdict> verdicts_of(const std::vector<WebApp>& apps, const WebSite& site,
                                       hash::KnownGood& known) {
    std::vector<WebAppVerdict> verdicts(apps.size());
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < apps.size(); ++i)
        tasks.emplace_back([&, i] { verdicts[i] = judge_web_app(apps[i], site, known); });
    process::run_tasks(tasks, std::max(1U, std::thread::hardware_concurrency()));
    return verdicts;
}

bool is_known(const std::vector<layout::KnownFinding>& known, const std::string& app,
              const Remark& remark) {
    return std::ranges::any_of(known, [&](const layout::KnownFinding& one) {
        return one.id == remark.finding.id && plan::glob_match(one.file, app + "/" + remark.file) &&
               (one.names.empty() || plan::glob_match(one.names, remark.names));
    });
}

/// Takes what is known out of the findings, and counts it.
class Sorted {
public:
    explicit Sorted(const plan::Plan& plan) : plan_(plan) {}

    void take(const WebApp& app, const WebAppVerdict& verdict) {
        for (const Remark& remark : verdict.remarks) {
            if (is_known(plan_.web_app_rules.known, app.url.substr(1), remark))
                ++known_[remark.finding.id];
            else
                findings_.push_back(remark.finding);
        }
        if (app.packed.empty()) return;
        for (const std::string& expected : plan_.web_app_rules.expected)
            if (!app.packed.contains(expected))
                findings_.push_back({"lost-file", Severity::warning, app.subject + "/" + expected,
                                     expected + " is missing, as 'cp dist/*' loses it",
                                     "copy dist itself, as 'cp -a dist' does"});
    }

    report::Findings findings() {
        if (known_.empty()) return std::move(findings_);
        int count = 0;
        std::vector<std::string> each;
        for (const auto& [id, times] : known_) {
            count += times;
            each.push_back(fmt::format("{} {}", times, id));
        }
        findings_.push_back({"known-upstream", Severity::note, plan_.name,
                             fmt::format("{} known {} of upstream's own builds {} not shown ({})",
                                         count, count == 1 ? "finding" : "findings",
                                         count == 1 ? "is" : "are", fmt::join(each, ", "))});
        return std::move(findings_);
    }

private:
    const plan::Plan& plan_;
    report::Findings findings_;
    std::map<std::string, int> known_;
};

/// Holds the versions that the builds wrote against the commit, and against each other.
report::Findings of_versions(const plan::Plan& plan, const std::vector<WebApp>& apps,
                             const std::vector<WebAppVerdict>& verdicts) {
    report::Findings findings;
    std::map<std::string, std::string> builds; // commit → an app and its version
    for (std::size_t i = 0; i < apps.size(); ++i) {
        for (const std::string& version : verdicts[i].versions) {
            const std::string commit(web::commit_of(version));
            builds.emplace(commit.substr(0, 7),
                           fmt::format("{} of {}", apps[i].url.substr(1), version));
            if (plan.commit.empty() || plan.commit.starts_with(commit)) continue;
            findings.push_back(
                {"stale-app", Severity::error, apps[i].subject,
                 fmt::format("the app was built from {}, and the commit of the checkout is {}",
                             version, plan.describe.empty() ? plan.commit : plan.describe),
                 apps[i].remedy});
        }
    }
    if (builds.size() < 2) return findings;
    std::vector<std::string> each;
    for (const auto& [commit, build] : builds) each.push_back(build);
    findings.push_back(
        {"mixed-apps", Severity::error, plan.name,
         fmt::format("the web apps are of different builds: {}", fmt::join(each, ", ")),
         apps.front().remedy});
    return findings;
}

} // namespace

report::Findings web_apps(const plan::Plan& plan, hash::KnownGood& known) {
    const std::vector<WebApp> apps = apps_of(plan);
    if (apps.empty()) return {};
    WebSite site;
    site.served = plan.web_app_rules.served;
    for (const WebApp& app : apps) site.apps[app.url] = &app.packed;
    const std::vector<WebAppVerdict> verdicts = verdicts_of(apps, site, known);

    Sorted sorted(plan);
    for (std::size_t i = 0; i < apps.size(); ++i) sorted.take(apps[i], verdicts[i]);
    report::Findings findings = sorted.findings();
    std::ranges::move(of_versions(plan, apps, verdicts), std::back_inserter(findings));
    std::ranges::move(other_apps(plan.checkout, apps, verdicts), std::back_inserter(findings));
    return findings;
}

} // namespace calpkg::check
