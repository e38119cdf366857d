#include "lib/doctor/doctor.hpp"

#include "lib/doctor/checks.hpp"

#include <algorithm>

namespace calpkg::doctor {

namespace {

using report::Severity;

/// Every check, in the order of its findings: what keeps the site from working comes first.
const std::vector<report::Findings (*)(const Context&)>& checks() {
    static const std::vector<report::Findings (*)(const Context&)> table{
        check_upgrade,      check_versions, check_supervisor,   check_salt_master,  check_minion,
        check_selinux,      check_ports,    check_welcome_page, check_web_apps,     check_modules,
        check_settings_egg, check_bytecode, check_secrets,      check_package_files};
    return table;
}

/// What could not be looked at.
report::Findings gaps(const Context& context) {
    report::Findings findings;
    if (!context.packages.unread.empty())
        findings.emplace_back(
            "packages-not-read", Severity::note, "rpm",
            "versions and files of packages were not compared: " + context.packages.unread);
    for (const std::string& path : context.site.unreadable())
        findings.emplace_back("not-looked-at", Severity::warning, path,
                              "must not be read by this user", "run 'cal-pkg doctor' as root");
    return findings;
}

} // namespace

bool Diagnosis::clean() const {
    return std::ranges::all_of(
        findings, [](const auto& finding) { return finding.severity == Severity::note; });
}

Diagnosis examine(const std::filesystem::path& root) {
    const Site site(root);
    const Packages packages = read_packages(site);
    const Context context = look_at(site, packages);
    Diagnosis diagnosis;
    if (context.server) diagnosis.kinds.emplace_back("server");
    if (context.minion) diagnosis.kinds.emplace_back("minion");
    if (context.diamond) diagnosis.kinds.emplace_back("diamond");
    for (const auto check : checks())
        for (report::Finding& finding : check(context))
            diagnosis.findings.push_back(std::move(finding));
    for (report::Finding& finding : gaps(context)) diagnosis.findings.push_back(std::move(finding));
    return diagnosis;
}

} // namespace calpkg::doctor
