#include "cal-pkg/commands/package/fetch.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

namespace calpkg::commands {

namespace {

using How = sources::Fetched::How;

const char* word_of(How how) {
    switch (how) {
    case How::made: return "made";
    case How::updated: return "updated";
    case How::there: break;
    }
    return "there";
}

nlohmann::ordered_json to_json(const layout::LineSource& source) {
    return {{"url", source.url}, {"ref", source.ref}, {"commit", source.commit}};
}

nlohmann::ordered_json to_json(const layout::Line& line) {
    auto repositories = nlohmann::ordered_json::object();
    for (const layout::LineRepository& one : line.repositories) {
        repositories[one.component] = to_json(one);
        repositories[one.component]["describe"] = one.describe;
    }
    auto archives = nlohmann::ordered_json::object();
    for (const layout::LineArchive& one : line.archives) {
        archives[one.file] = to_json(one);
        archives[one.file]["sha256"] = one.sha256;
    }
    return {{"line", line.name},
            {"summary", line.summary},
            {"targets", line.targets},
            {"locks", line.locks},
            {"set", line.settings},
            {"versions", line.versions},
            {"repositories", std::move(repositories)},
            {"archives", std::move(archives)},
            {"notes", line.notes}};
}

nlohmann::ordered_json to_json(const layout::Line& line, const sources::Sources& sources) {
    auto checkouts = nlohmann::ordered_json::array();
    for (const sources::Fetched& one : sources.checkouts)
        checkouts.push_back({{"component", one.component},
                             {"path", one.checkout.string()},
                             {"commit", one.commit},
                             {"describe", one.describe},
                             {"state", word_of(one.how)}});
    auto archives = nlohmann::ordered_json::array();
    for (const std::filesystem::path& one : sources.archives) archives.push_back(one.string());
    return {{"line", line.name},
            {"checkouts", std::move(checkouts)},
            {"archives", std::move(archives)},
            {"notes", line.notes}};
}

void print(const layout::Line& line) {
    std::cout << fmt::format("{:<8}{}\n", line.name, line.summary);
    const auto row = [](const std::string& key, const std::string& text) {
        std::cout << fmt::format("  {:<10}{}\n", key, text);
    };
    row("targets", fmt::format("{}", fmt::join(line.targets, ", ")));
    for (const auto& [target, lock] : line.locks)
        row("lock", fmt::format("{} for {}", lock, target));
    for (const auto& [name, value] : line.settings) row("set", fmt::format("{}={}", name, value));
    for (const layout::LineRepository& one : line.repositories)
        row(one.component, fmt::format("{} {} ({})", one.name(), one.describe, one.commit));
    for (const layout::LineArchive& one : line.archives)
        row("archive", fmt::format("{} ({} {})", one.file, one.name(), one.commit));
    for (const std::string& note : line.notes) row("note", note);
}

} // namespace

void Fetch::configure(CLI::App& app) {
    app.footer("cal-pkg fetch ~/src --line 1.2");
    app.add_option(
           "DIR", directory_,
           "Directory for calamari, calamari-clients and Diamond; made when it is not there")
        ->check(cli::kNotEmpty)
        ->type_name("DIR");
    line_.configure(app, fmt::format("Which Calamari (default {})", cli::kDefaultLine));
    app.add_option("--config", config_, "Project file (default: cal-pkg.yaml, if there is one)")
        ->check(cli::kNotEmpty)
        ->type_name("FILE")
        ->group(cli::kInputs);
    app.add_option("--only", only_, "Fetch only these, such as server,clients")
        ->delimiter(',')
        ->check(cli::kNotEmpty)
        ->type_name("COMPONENT")
        ->group(cli::kInputs);
    app.add_flag("--allow-dirty", incomplete_,
                 "Accept checkouts that lack files which the mirror does not have")
        ->group(cli::kInputs);
    app.add_flag("--archives", archives_,
                 "Also make DIR/archives: what the virtualenv needs and no index has")
        ->group(cli::kVirtualenv);
    app.add_flag("--list", list_,
                 "Show the lines, or the one of --line, and what is known about them")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

layout::Line Fetch::line() const { return *line_.line(catalog_, project_, cli::kDefaultLine); }

std::vector<std::string> Fetch::components(const layout::Line& line) const {
    std::vector<std::string> known, wanted;
    for (const layout::LineRepository& one : line.repositories) known.push_back(one.component);
    if (only_.empty()) return known;
    for (const std::string& name : only_)
        if (std::ranges::find(known, name) == known.end())
            throw report::Error(name, fmt::format("the line {} has no such component", line.name),
                                report::suggestion(name, known));
    std::ranges::copy_if(known, std::back_inserter(wanted), [&](const std::string& name) {
        return std::ranges::find(only_, name) != only_.end();
    });
    return wanted;
}

int Fetch::list() const {
    std::vector<layout::Line> lines;
    if (const std::optional<layout::Line> given = line_.line(catalog_, project_))
        lines.push_back(*given);
    else
        for (const std::string& name : catalog_.line_names()) lines.push_back(catalog_.line(name));
    auto all = nlohmann::ordered_json::array();
    for (const layout::Line& line : lines) {
        if (json_)
            all.push_back(to_json(line));
        else
            print(line);
    }
    if (json_) cli::print_json(std::cout, {{"lines", std::move(all)}});
    return 0;
}

int Fetch::run() {
    project_ = cli::read_project(config_);
    for (const std::filesystem::path& directory : project_.data) catalog_.add(directory);
    if (list_) return list();
    if (directory_.empty())
        throw report::Error("", "DIR is missing", "see 'cal-pkg fetch --help', or --list");
    sources::Order order{.line = line(),
                         .components = {},
                         .archives = archives_,
                         .from = line_.from(project_),
                         .incomplete = incomplete_,
                         .observer = cli::fetch_observer()};
    order.components = components(order.line);
    const std::filesystem::path directory =
        std::filesystem::absolute(directory_).lexically_normal();
    const sources::Sources sources = sources::fetch(catalog_, order, directory);
    for (const sources::Fetched& one : sources.checkouts)
        if (one.how == How::updated)
            order.observer.message(fmt::format("{} stood on {} and stands on {} now",
                                               one.checkout.string(), one.before, one.describe));
    cli::refuse_missing(sources);
    for (const std::string& note : order.line.notes) order.observer.message("note: " + note);
    if (json_) {
        cli::print_json(std::cout, to_json(order.line, sources));
        return 0;
    }
    for (const sources::Fetched& one : sources.checkouts) cli::print_path(one.checkout);
    for (const std::filesystem::path& one : sources.archives) cli::print_path(one);
    return 0;
}

} // namespace calpkg::commands
