#include "cal-pkg/commands/egg/build.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/commands/egg/argument.hpp"
#include "lib/checkout/ways_out.hpp"
#include "lib/egg/make/build_egg.hpp"
#include "lib/fs/file.hpp"
#include "lib/plan/eggs.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <optional>

namespace calpkg::commands {

namespace {

constexpr std::int64_t kEarliest = 315532800; // 1980-01-01: the first time that zip can tell

/// The package's files, and the time that its egg gets.
struct Package {
    egg::PackageSources sources;
    std::int64_t time = kEarliest;
};

/// The git work tree around `directory`, if any.
std::optional<std::filesystem::path> work_tree(const std::filesystem::path& directory) {
    for (std::filesystem::path at = directory;; at = at.parent_path()) {
        if (std::filesystem::exists(at / ".git")) return at;
        if (at == at.parent_path()) return std::nullopt;
    }
}

bool is_below(const std::string& path, const std::string& directory) {
    return directory.empty() || path.starts_with(directory + "/");
}

void check_clean(const checkout::Git& git, const std::string& below) {
    for (const checkout::TrackedFile& file : git.tracked_files())
        if (file.hidden && is_below(file.path, below)) throw checkout::hidden_file(git, file);
    std::vector<std::string> modified = git.modified_files();
    std::erase_if(modified, [&](const std::string& path) { return !is_below(path, below); });
    if (!modified.empty())
        throw report::Error(git.top().string(),
                            fmt::format("modified tracked files: {}", fmt::join(modified, ", ")),
                            "commit them, or build them as they are with --allow-dirty");
}

/// "KEY=VALUE" apart; `option` is for messages.
std::pair<std::string, std::string> pair_of(const std::string& text, const std::string& option,
                                            const std::string& form) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw report::Error(option + " " + text, "is not " + form,
                            fmt::format("write it like {} {}", option, form));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

/// "2.6", "3.11": it becomes part of the egg's name.
void check_python(const std::string& python) {
    const std::size_t dot = python.find('.');
    const bool plain = python.find_first_not_of("0123456789.") == std::string::npos &&
                       python.size() < 8 && dot != 0 && dot != std::string::npos &&
                       dot + 1 < python.size() && python.rfind('.') == dot;
    if (!plain)
        throw report::Error("--python " + python, "is not a version of Python",
                            "write it like --python 2.6");
}

Package package_in(const std::filesystem::path& directory, bool all_files, bool allow_dirty,
                   bool tracked_only) {
    const auto top = work_tree(directory);
    const std::string name = directory.filename().string();
    if (!top) {
        if (tracked_only)
            throw report::Error(directory.string(), "is not in a git work tree",
                                "omit --files, or give --files all");
        return {egg::PackageSources::of_directory(directory, name), kEarliest};
    }
    const checkout::Git git(*top);
    std::string below = directory.lexically_relative(*top).generic_string();
    if (below == ".") below.clear();
    if (!allow_dirty) check_clean(git, below);
    const std::int64_t time = git.head().time;
    if (all_files) return {egg::PackageSources::of_directory(directory, name), time};
    return {plan::tracked_package(*top, git.tracked_files(), below), time};
}

} // namespace

void EggBuild::configure(CLI::App& app) {
    app.footer("cal-pkg egg build ~/src/calamari/rest-api --python 2.6");
    app.add_option("PACKAGE_DIR", directory_, "Directory that holds the package's setup.py")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("DIR");
    app.add_option("--python", python_, "Version of Python that the egg is for (required)")
        ->required()
        ->type_name("X.Y")
        ->group(cli::kInputs);
    app.add_option("--files", files_, "Files to take (default auto: those that git tracks, if any)")
        ->check(CLI::IsMember({"auto", "tracked", "all"}))
        ->type_name("auto|tracked|all")
        ->group(cli::kInputs);
    app.add_flag("--allow-dirty", allow_dirty_, "Accept modified files as they are")
        ->group(cli::kInputs);
    app.add_option("--add", added_, "Add or replace a file of the package")
        ->type_name("PATH=FILE")
        ->group(cli::kInputs);
    app.add_option("--set", overrides_, "Override a keyword of setup(): text or a Python literal")
        ->type_name("KEY=VALUE")
        ->group(cli::kInputs);
    app.add_option("--interpreter", interpreter_,
                   "For the '#!' lines of scripts (default /usr/bin/pythonX.Y)")
        ->type_name("PATH")
        ->group(cli::kInputs);
    app.add_option("--out", out_, "Directory to write the egg to (default: the current one)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_option("--form", form_, "Form of the egg (default auto: zip, if its modules permit it)")
        ->check(CLI::IsMember({"auto", "zip", "directory"}))
        ->type_name("auto|zip|directory")
        ->group(cli::kOutput);
    app.add_option("--time", time_, "Latest time of a file (default: the commit's, else 1980)")
        ->check(CLI::Range(kEarliest, std::int64_t{UINT32_MAX}))
        ->type_name("SECONDS")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int EggBuild::run() {
    check_python(python_);
    const std::filesystem::path directory =
        std::filesystem::weakly_canonical(std::filesystem::absolute(directory_));
    if (!std::filesystem::is_directory(directory))
        throw report::Error(directory_, "is not a directory",
                            "give the directory with the package's setup.py");
    Package package = package_in(directory, files_ == "all", allow_dirty_, files_ == "tracked");
    for (const std::string& text : added_) {
        const auto [path, file] = pair_of(text, "--add", "PATH=FILE");
        const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
        if (normal.is_absolute() || normal.string() != path || *normal.begin() == "..")
            throw report::Error("--add " + path, "is not a path below the package directory",
                                "write it like calamari_rest/version.py=FILE");
        package.sources.write(path, fs::read_file(file));
    }
    egg::EggOptions options{python_, interpreter_, {}, {}};
    for (const std::string& text : overrides_)
        options.overrides.insert(pair_of(text, "--set", "KEY=VALUE"));
    if (form_ != "auto") options.zip = form_ == "zip";

    const egg::BuiltEgg egg = egg::build_egg(package.sources, options);
    const std::filesystem::path path = egg::write_egg(
        egg, std::filesystem::absolute(out_).lexically_normal(), time_ < 0 ? package.time : time_);
    if (!json_) {
        for (const std::string& hazard : egg.hazards)
            if (!egg.zip)
                std::cerr << fmt::format("cal-pkg: note: {} is a directory: {}\n",
                                         report::escaped(egg.name), report::escaped(hazard));
        cli::print_path(path);
        return 0;
    }
    std::vector<std::string> members;
    for (const egg::EggFile& file : egg.files) members.push_back(file.member);
    auto scripts = nlohmann::ordered_json::object();
    for (const egg::EntryPoint& point : egg.console_scripts)
        scripts[point.name] = point.module + ":" + point.attribute;
    cli::print_json(std::cout, {{"name", egg.name},
                                {"path", report::escaped(path.string())},
                                {"form", egg.zip ? "zip" : "directory"},
                                {"hazards", escaped_all(egg.hazards)},
                                {"console_scripts", scripts},
                                {"members", escaped_all(std::move(members))}});
    return 0;
}

} // namespace calpkg::commands
