#include "lib/rpmbuild/here.hpp"

#include "lib/compare/packages.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpmbuild/command.hpp"
#include "lib/rpmbuild/config.hpp"
#include "lib/rpmbuild/finish_package.hpp"
#include "lib/rpmbuild/logs.hpp"
#include "lib/rpmbuild/topdir.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace calpkg::rpmbuild {

namespace {

namespace stdfs = std::filesystem;

/// The first few of `rows`, each in some words.
std::string told(const compare::Rows& rows) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) {
        text += fmt::format("{}{} ({}) {}", i == 0 ? "" : ", ", report::escaped(rows[i].object),
                            rows[i].what, to_string(rows[i].kind));
    }
    if (rows.size() > most) text += fmt::format(" and {} more", rows.size() - most);
    return text;
}

report::Finding other(const std::string& package, const std::string& what) {
    return {"other-than-here", report::Severity::warning, package, what,
            "run the rpmbuild that is here elsewhere, too, or compare with what is built without "
            "--rpmbuild-runner"};
}

/// rpmbuild's packages, in their canonical form.
void make_here(const plan::Plan& plan, const stdfs::path& topdir) {
    const std::string id =
        finish_package({source_package(plan, topdir), plan.nvr(), plan.target.source_payload, {}})
            .id;
    finish_package({binary_package(plan, topdir), plan.nevra(), plan.target.payload, {}},
                   [&] { return id; });
}

/// Each package that is another one below `made`.
report::Findings differing(const plan::Plan& plan, const stdfs::path& topdir,
                           const stdfs::path& made) {
    report::Findings findings;
    const auto compare = [&](const std::string& name, const stdfs::path& here,
                             const stdfs::path& there) {
        const std::string what = differences(here, there);
        if (!what.empty())
            findings.push_back(other(name, "this system's rpmbuild makes it otherwise: " + what));
    };
    compare(plan.nvr() + ".src", source_package(plan, topdir), source_package(plan, made));
    compare(plan.nevra(), binary_package(plan, topdir), binary_package(plan, made));
    return findings;
}

} // namespace

std::string differences(const stdfs::path& before, const stdfs::path& after) {
    if (hash::sha256_file(before) == hash::sha256_file(after)) return {};
    const compare::PackageComparison comparison = compare::compare_packages(before, after);
    return comparison.rows.empty() ? "in their compressed bytes alone" : told(comparison.rows);
}

report::Findings compare_with_here(const plan::Plan& plan, const stdfs::path& topdir,
                                   const stdfs::path& made, const stdfs::path& log) {
    if (!has_rpmbuild()) return {};
    prepare_topdir(plan, topdir);
    process::Command command = rpmbuild_command(plan, topdir);
    command.log = topdir / "log";
    const process::Result result = process::run(command);
    report::Findings findings;
    if (result.ok()) {
        make_here(plan, topdir);
        findings = differing(plan, topdir, made);
    } else {
        append_to_log(
            log, "--- this system's rpmbuild ---\n" +
                     report::replaced(fs::read_file(command.log), topdir.string(), made.string()));
        findings.push_back(other(
            plan.nevra(),
            fmt::format("this system's rpmbuild fails ({}), the end of the log of {} tells why",
                        result.ending(), plan.component)));
    }
    std::error_code ignored;
    stdfs::remove_all(topdir, ignored);
    return findings;
}

} // namespace calpkg::rpmbuild
