#include "cal-pkg/commands/trust/verify.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/program.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/fs/report_file.hpp"
#include "lib/report/error.hpp"
#include "lib/report/formats/junit.hpp"
#include "lib/report/formats/sarif.hpp"
#include "lib/verify/download.hpp"
#include "lib/verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <iterator>
#include <optional>

namespace calpkg::commands {

namespace {

using verify::Verified;

bool are_clean(const std::vector<Verified>& all) {
    return std::ranges::none_of(
        all, [](const Verified& one) { return report::has_errors(one.findings); });
}

std::string counted(std::size_t count, const char* what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

/// "rpms/el6: 12 packages, sound"
std::string summary(const Verified& one) {
    const auto errors = static_cast<std::size_t>(
        std::ranges::count(one.findings, report::Severity::error, &report::Finding::severity));
    return fmt::format("{}: {}, {}\n", report::escaped(one.path), counted(one.packages, "package"),
                       errors == 0 ? "sound" : counted(errors, "error"));
}

nlohmann::ordered_json to_json(const std::vector<Verified>& all) {
    auto list = nlohmann::ordered_json::array();
    for (const Verified& one : all)
        list.push_back({{"path", report::escaped(one.path)},
                        {"target", one.target.empty() ? nlohmann::ordered_json(nullptr)
                                                      : nlohmann::ordered_json(one.target)},
                        {"packages", one.packages},
                        {"clean", !report::has_errors(one.findings)},
                        {"findings", cli::to_json(one.findings)}});
    return {{"clean", are_clean(all)}, {"verified", std::move(list)}};
}

void write_junit(const std::string& file, const std::vector<Verified>& all) {
    std::vector<report::Inspected> inspected;
    for (const Verified& one : all) inspected.push_back({report::escaped(one.path), one.findings});
    fs::write_report(file, report::junit("cal-pkg verify", inspected));
}

/// A rule needs no text, and what is verified must not depend on a document.
std::vector<report::Explanation> explanations_if_any() {
    try {
        return cli::read_explanations();
    } catch (const report::Error&) {
        return {};
    }
}

void write_sarif(const std::string& file, const std::vector<Verified>& all,
                 const std::vector<report::Explanation>& explained) {
    report::Findings findings;
    for (const Verified& one : all) std::ranges::copy(one.findings, std::back_inserter(findings));
    fs::write_report(file, report::sarif(findings, explained, cli::program_version()));
}

} // namespace

void Verify::configure(CLI::App& app) {
    app.footer("cal-pkg verify dist-rpm/el7 --key RPM-GPG-KEY-calamari");
    app.add_option("PATH", paths_,
                   "Packages, published directories (OUT/TARGET or OUT), or their addresses")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    app.add_option("--key", keys_, "File with public keys, one of which has to have signed all")
        ->check(cli::kNotEmpty)
        ->allow_extra_args(false)
        ->type_name("FILE")
        ->group(cli::kInputs);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    const auto report_option = [&](const char* name, std::string& value, const char* what) {
        app.add_option(name, value, what)
            ->check(cli::kNotEmpty)
            ->type_name("FILE")
            ->group(cli::kOutput);
    };
    report_option("--junit", junit_, "Write the findings as JUnit's XML, too");
    report_option("--sarif", sarif_, "Write the findings as SARIF 2.1.0, too");
}

int Verify::run() {
    std::vector<std::filesystem::path> inputs(keys_.begin(), keys_.end());
    for (const std::string& path : paths_)
        inputs.push_back(verify::is_address(path) ? verify::path_of_address(path)
                                                  : std::filesystem::path(path));
    fs::check_report_files({junit_, sarif_}, inputs);
    const layout::Catalog catalog = cli::open_catalog();
    std::vector<report::Explanation> explained;
    if (!sarif_.empty()) explained = explanations_if_any();
    const verify::KeyRing keys(std::vector<std::filesystem::path>(keys_.begin(), keys_.end()));
    const auto target = [&](const std::string& name) -> std::optional<layout::Target> {
        const std::vector<std::string> known = catalog.target_names();
        if (std::ranges::find(known, name) == known.end()) return std::nullopt;
        return catalog.target(name);
    };
    std::vector<Verified> all;
    // What cannot be looked at does not hide what is wrong with the others.
    std::exception_ptr failed;
    for (const std::string& path : paths_) try {
            std::ranges::move(verify::verify(path, {keys, target}), std::back_inserter(all));
        } catch (const report::Error&) {
            if (failed) throw;
            failed = std::current_exception();
        }
    if (!junit_.empty()) write_junit(junit_, all);
    if (!sarif_.empty()) write_sarif(sarif_, all, explained);
    if (json_)
        cli::print_json(std::cout, to_json(all));
    else
        for (const Verified& one : all) {
            cli::print_findings(std::cout, one.findings);
            std::cout << summary(one);
        }
    if (failed) std::rethrow_exception(failed);
    return are_clean(all) ? 0 : 1;
}

} // namespace calpkg::commands
