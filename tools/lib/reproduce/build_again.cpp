#include "lib/reproduce/build_again.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/environment.hpp"
#include "lib/report/log_error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace calpkg::reproduce {

namespace {

namespace stdfs = std::filesystem;

void add_option(std::vector<std::string>& arguments, const char* name, const std::string& value) {
    if (value.empty()) return;
    arguments.emplace_back(name);
    arguments.push_back(value);
}

/// A path as it is known elsewhere; what is no path as it is: the word "build", a lock's name.
std::string absolute(const std::string& value) {
    if (value == "build" || !fs::is_there(value)) return value;
    return stdfs::absolute(value).lexically_normal().string();
}

/// Whether the commit itself has the built web apps.
bool has_web_apps(const layout::Layout& layout, const stdfs::path& checkout) {
    return std::ranges::all_of(layout.files, [&](const layout::Rule& rule) {
        return !rule.web_app || fs::is_there(checkout / rule.source);
    });
}

/// Where the web apps are taken from; empty: the checkout. Those beside a checkout's commit are files that git ignores.
std::string web_apps_for(const layout::Catalog& catalog, const provenance::Build& build,
                         const Checkout& checkout, const Parts& parts) {
    if (build.web_apps.empty()) return {};
    if (!parts.web_apps.empty()) return absolute(parts.web_apps);
    if (build.web_apps != "checkout")
        throw report::Error(
            build.name,
            fmt::format("has web apps from elsewhere ({}), and they are not here", build.web_apps),
            build.web_apps == "build" ? "build them with '--web-apps build', or give them with "
                                        "--web-apps PATH"
                                      : "give them with --web-apps PATH");
    const bool there = has_web_apps(catalog.layout(build.component), checkout.path());
    return there ? std::string() : checkout.at_hand().string();
}

/// With the data, if the program has none of its own, and the cache that this process uses, and with whose
/// checkouts its user trusts (safe.directory).
process::Environment build_environment(const Program& program) {
    process::Environment env = process::plain_environment();
    if (!program.data.empty()) env.emplace_back("CALPKG_DATA", program.data.string());
    for (auto& [name, value] : process::whole_environment())
        if ((name == "CALPKG_DATA" && program.data.empty()) || name == "XDG_CACHE_HOME" ||
            name.starts_with("GIT_CONFIG_"))
            env.emplace_back(std::move(name), std::move(value));
    return env;
}

/// A cal-pkg.yaml with the site's directories.
std::string project_text(const Program& program) {
    std::string text = "data:\n";
    for (const stdfs::path& directory : program.site) {
        text += "  - \"";
        for (const char c : directory.string()) {
            if (c == '"' || c == '\\') text += '\\';
            text += c;
        }
        text += "\"\n";
    }
    return text;
}

/// What a cal-pkg that has `told` why it failed has shown of a log, and where that is, unless it is below `temporary`.
std::vector<std::string> shown_of_log(const std::vector<std::string>& told,
                                      const stdfs::path& temporary) {
    constexpr std::string_view whole = "whole log: ";
    std::vector<std::string> shown;
    bool inside = false;
    for (const std::string& line : told) {
        inside = inside || line == "--- its end ---" || line.starts_with("--- end of the log of ");
        const bool kept = line.starts_with(whole) &&
                          !line.substr(whole.size()).starts_with(temporary.string() + "/");
        if (inside || kept) shown.push_back(line);
        inside = inside && line != "---";
    }
    return shown;
}

} // namespace

std::vector<std::string> build_arguments(const layout::Catalog& catalog,
                                         const provenance::Build& build, const std::string& target,
                                         const Checkout* checkout, const Parts& parts,
                                         const stdfs::path& out) {
    const provenance::MadeFrom& made_from = build.made_from;
    std::vector<std::string> arguments{"build", build.component, "--target",
                                       target,  "--out",         out.string()};
    if (checkout != nullptr) {
        add_option(arguments, ("--" + build.component).c_str(), checkout->path().string());
        if (build.dirty) arguments.emplace_back("--allow-dirty");
        add_option(arguments, "--web-apps", web_apps_for(catalog, build, *checkout, parts));
    }
    if (!made_from.version.empty())
        add_option(arguments, "--version-of", build.component + "=" + made_from.version);
    for (const auto& [name, value] : made_from.settings)
        add_option(arguments, "--set", fmt::format("{}.{}={}", build.component, name, value));
    add_option(arguments, "--rpmbuild-runner", parts.rpmbuild_runner);
    for (const std::string& id : build.accepted) add_option(arguments, "--accept", id);
    if (made_from.find(provenance::kVirtualenv) == nullptr) return arguments;
    if (parts.venv.empty())
        throw report::Error(
            build.name, "has a virtualenv, and it is not here",
            "give it with --venv PATH, or build it with '--venv build' and the lock");
    add_option(arguments, "--venv", absolute(parts.venv));
    add_option(arguments, "--lock", absolute(parts.lock));
    add_option(arguments, "--wheelhouse", absolute(parts.wheelhouse));
    add_option(arguments, "--runner", parts.runner);
    add_option(arguments, "--python", parts.python);
    if (made_from.keep_venv) arguments.emplace_back("--keep-venv");
    return arguments;
}

void run_build(const Program& program, const std::vector<std::string>& arguments,
               const stdfs::path& work, const std::string& name) {
    process::Command command;
    if (!program.site.empty())
        fs::write_file(work / "cal-pkg.yaml", project_text(program), 0644, fs::Flush::no);
    command.argv = {program.file.string()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.cwd = work;
    command.env = build_environment(program);
    const process::Result result = process::run(command);
    if (result.ok()) return;
    constexpr std::string_view error = "cal-pkg: error: ";
    std::string why = "cal-pkg build: " + result.ending();
    const std::vector<std::string> told = report::lines_of(result.err);
    for (const std::string& line : told)
        if (line.starts_with(error)) why = line.substr(error.size());
    throw report::LogError(name, "cannot be built again: " + why, "",
                           shown_of_log(told, work.parent_path()));
}

} // namespace calpkg::reproduce
