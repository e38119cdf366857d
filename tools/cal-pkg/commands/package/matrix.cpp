#include "cal-pkg/commands/package/matrix.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/layout/matrix.hpp"
#include "lib/process/environment.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <vector>

namespace calpkg::commands {

namespace {

namespace stdfs = std::filesystem;

/// A line for a target, and what became of it.
struct Cell {
    std::string line, target;
    stdfs::path directory;
    std::string error;                 ///< empty: it is published
    unsigned built = 0, unchanged = 0; ///< components
};

/// cal-pkg itself, for one line. What it says to people is said.
process::Command build_all_command(const layout::MatrixLine& line, const stdfs::path& out) {
    process::Command command;
    command.argv = {stdfs::read_symlink("/proc/self/exe").string(), "build-all", "--json", "--out",
                    out.string()};
    const auto add = [&](const char* option, const std::string& value) {
        if (value.empty()) return;
        command.argv.emplace_back(option);
        command.argv.push_back(value);
    };
    add("--config", line.config.string());
    add("--checkouts", line.checkouts.string());
    add("--line", line.line);
    add("--from", line.from);
    add("--target", fmt::format("{}", fmt::join(line.targets, ",")));
    command.env = process::whole_environment();
    command.on_err = [](std::string_view piece) { std::cerr << piece << std::flush; };
    return command;
}

/// The last error that was told.
std::string last_error(const process::Result& result) {
    constexpr std::string_view begin = "cal-pkg: error: ";
    std::string error = "cal-pkg build-all: " + result.ending();
    for (const std::string& line : report::lines_of(result.err))
        if (line.starts_with(begin)) error = line.substr(begin.size());
    return error;
}

/// A target's part of what build-all prints. JSON may not have the very bytes of `out`.
Cell cell_of(const std::string& line, const nlohmann::json& build, const stdfs::path& out) {
    Cell cell;
    cell.line = line;
    cell.target = stdfs::path(build.at("directory").get<std::string>()).filename();
    cell.directory = out / cell.target;
    for (const nlohmann::json& component : build.at("components")) {
        if (component.at("ok").get<bool>())
            ++(component.at("reused").get<bool>() ? cell.unchanged : cell.built);
        else if (cell.error.empty())
            cell.error = component.at("error").get<std::string>();
    }
    if (build.contains("error") && cell.error.empty())
        cell.error = build.at("error").get<std::string>();
    if (!build.at("published").get<bool>() && cell.error.empty()) cell.error = "is not published";
    return cell;
}

std::vector<Cell> build_line(const layout::MatrixLine& line, const process::Command& command,
                             const stdfs::path& out) {
    const process::Result result = process::run(command);
    const nlohmann::json told = nlohmann::json::parse(result.out, nullptr, false);
    std::vector<Cell> cells;
    if (told.is_discarded()) { // nothing was begun
        std::vector<std::string> targets = line.targets;
        if (targets.empty()) targets.emplace_back();
        for (const std::string& target : targets)
            cells.push_back({line.name, target, out / target, last_error(result)});
    } else if (told.contains("targets")) {
        for (const nlohmann::json& build : told.at("targets"))
            cells.push_back(cell_of(line.name, build, out));
    } else {
        cells.push_back(cell_of(line.name, told, out));
    }
    return cells;
}

nlohmann::ordered_json to_json(const std::vector<Cell>& cells) {
    auto list = nlohmann::ordered_json::array();
    for (const Cell& cell : cells)
        list.push_back({{"line", cell.line},
                        {"target", cell.target},
                        {"published", cell.error.empty()},
                        {"directory", cell.directory.string()},
                        {"built", cell.built},
                        {"unchanged", cell.unchanged},
                        {"error", cell.error}});
    return {{"cells", std::move(list)}};
}

/// With `paths`, those of the published directories go to standard output.
void print(const std::vector<Cell>& cells, bool paths) {
    for (const Cell& cell : cells) {
        const std::string name =
            cell.target.empty() ? cell.line : fmt::format("{} {}", cell.line, cell.target);
        if (cell.error.empty()) {
            std::cerr << fmt::format("{}: {} built, {} unchanged\n", name, cell.built,
                                     cell.unchanged);
            if (paths) cli::print_path(cell.directory);
        } else {
            cli::print_error(std::cerr, name + ": " + cell.error);
        }
    }
}

} // namespace

void Matrix::configure(CLI::App& app) {
    app.footer("cal-pkg matrix matrix.yaml --out dist-rpm");
    app.add_option("FILE", file_, "YAML file with lines and targets")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("FILE");
    how_.configure(app, "DIR/LINE/TARGET");
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int Matrix::run() {
    const layout::Matrix matrix = layout::read_matrix(file_);
    stdfs::path out = how_.out;
    if (out.empty()) out = matrix.out.empty() ? cli::kDefaultOut : matrix.out;
    out = stdfs::absolute(out).lexically_normal();
    std::vector<Cell> cells;
    for (const layout::MatrixLine& line : matrix.lines) {
        std::cerr << fmt::format("--- {} ---\n", line.name);
        process::Command command = build_all_command(line, out / line.name);
        command.cwd = stdfs::absolute(file_).parent_path(); // a cal-pkg.yaml is looked for there
        if (how_.rebuild) command.argv.emplace_back("--rebuild");
        if (how_.jobs > 0) command.argv.push_back(fmt::format("--jobs={}", how_.jobs));
        std::ranges::move(build_line(line, command, out / line.name), std::back_inserter(cells));
    }
    std::cerr << "---\n";
    print(cells, !json_);
    if (json_) cli::print_json(std::cout, to_json(cells));
    return std::ranges::all_of(cells, [](const Cell& cell) { return cell.error.empty(); }) ? 0 : 1;
}

} // namespace calpkg::commands
