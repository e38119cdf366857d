#include "cal-pkg/commands/package/index.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "lib/fs/status.hpp"
#include "lib/instructions/renewal.hpp"
#include "lib/repo/publication.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <system_error>
#include <vector>

namespace calpkg::commands {

namespace {

namespace stdfs = std::filesystem;

/// `given` with the real path of the directory that it is in. Itself it may not be a link, no more than what a build
/// publishes: "link/", as shells complete it, is one, too.
stdfs::path published_directory(const std::string& given) {
    const std::size_t last = given.find_last_not_of('/');
    const stdfs::path named = given.substr(0, last == std::string::npos ? 1 : last + 1);
    const bool by_place = named == "/" || named.filename() == "." || named.filename() == "..";
    std::error_code failure;
    const stdfs::path directory =
        by_place ? stdfs::canonical(named, failure)
                 : stdfs::canonical(named.has_parent_path() ? named.parent_path() : ".", failure) /
                       named.filename();
    if (!failure && !fs::is_there(directory))
        failure = std::make_error_code(std::errc::no_such_file_or_directory);
    if (failure) throw report::system_error(given, "find", failure.value());
    if (!fs::is_there(directory / repo::kManifestName))
        throw report::Error(
            given, "has no manifest.json, so cal-pkg has not published it",
            "name the directory OUT/TARGET that a build has made, or use createrepo_c");
    return directory;
}

std::vector<stdfs::path> indexes_of(const stdfs::path& directory) {
    std::vector<stdfs::path> files;
    for (const char* index : {repo::kIndex, repo::kSourceIndex})
        if (fs::is_there(directory / index / "repomd.xml"))
            files.push_back(directory / index / "repomd.xml");
    return files;
}

/// The target that the directory was built for.
layout::Target target_of(const stdfs::path& directory, const layout::Catalog& catalog) {
    return catalog.target(repo::read_published(directory, {})->target);
}

/// Has the instructions that a build has left tell of what lies in `directory` now, and how it is signed. Where they cannot,
/// that is told if they are wrong then.
report::Findings renew_instructions(const repo::Publication& publication,
                                    const stdfs::path& directory, const layout::Catalog& catalog) {
    const auto is_there = [&](const char* name) { return fs::is_there(directory / name); };
    if (publication.would_lose_signatures() || !publication.published() ||
        std::ranges::none_of(repo::kDocuments, is_there))
        return {};
    report::Findings findings;
    try {
        const repo::Manifest& manifest = *publication.published();
        std::vector<repo::ManifestComponent> components;
        std::ranges::copy_if(
            manifest.components, std::back_inserter(components),
            [](const repo::ManifestComponent& one) { return !one.artifacts.empty(); });
        findings = instructions::write_documents(publication, directory, components,
                                                 catalog.target(manifest.target),
                                                 catalog.root() / "layouts" / "instructions.md");
    } catch (const report::Error& error) {
        findings.emplace_back(
            "instructions", report::Severity::note, (directory / repo::kDocuments[0]).string(),
            fmt::format("stays as it is: {}: {}", error.subject(), error.reason()), error.remedy());
    }
    return instructions::changes_signature(publication) ? findings : report::Findings{};
}

nlohmann::ordered_json to_json(const stdfs::path& directory, const repo::Published& published) {
    auto indexes = nlohmann::ordered_json::array();
    for (const stdfs::path& file : indexes_of(directory))
        indexes.push_back(file.lexically_relative(directory).string());
    return {{"directory", directory.string()},
            {"changed", published.changed},
            {"indexes", std::move(indexes)},
            {"findings", cli::to_json(published.findings)}};
}

} // namespace

void Index::configure(CLI::App& app) {
    app.footer("cal-pkg index dist-rpm/el7");
    app.add_option("DIR", directory_, "Published directory, OUT/TARGET of a build")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("DIR");
    options_.configure(app, false);
    sign_.configure(app);
    app.add_option("--config", config_, "Project file (default: cal-pkg.yaml, if there is one)")
        ->check(cli::kNotEmpty)
        ->type_name("FILE")
        ->group(cli::kInputs);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int Index::run() {
    const layout::Project project = cli::read_project(config_);
    repo::require_repository_writer();
    const stdfs::path directory = published_directory(directory_);
    repo::Rules rules = options_.rules(project.keep);
    layout::Catalog catalog = cli::open_catalog();
    for (const stdfs::path& data : project.data) catalog.add(data);
    const layout::Target target =
        sign_.names_key(project.sign) ? target_of(directory, catalog) : layout::Target{};
    rules.signing = sign_.signing(project, {target}).front();
    rules.give_up_signatures = sign_.gives_up();
    repo::Publication publication(directory, {}, rules, [&] {
        std::cerr << fmt::format("cal-pkg: waiting for a build into {}\n",
                                 report::escaped(directory.string()));
    });
    report::Findings findings = renew_instructions(publication, directory, catalog);
    repo::Published published = publication.renew();
    std::ranges::move(findings, std::back_inserter(published.findings));
    cli::print_findings(std::cerr, published.findings);
    if (json_)
        cli::print_json(std::cout, to_json(directory, published));
    else
        for (const stdfs::path& file : indexes_of(directory)) cli::print_path(file);
    return 0;
}

} // namespace calpkg::commands
