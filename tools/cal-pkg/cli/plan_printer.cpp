#include "cal-pkg/cli/plan_printer.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/command.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ostream>

namespace calpkg::cli {

namespace {

using stage::StagedEntry;

const char* kind_of(const StagedEntry& entry) {
    switch (entry.kind) {
    case StagedEntry::Kind::file: return "file";
    case StagedEntry::Kind::directory: return "directory";
    case StagedEntry::Kind::symlink: return "symlink";
    case StagedEntry::Kind::hardlink: return "hardlink";
    }
    return "file";
}

std::string flags_of(const StagedEntry& entry) {
    if (entry.ghost) return "ghost";
    if (entry.config) return "config";
    return entry.doc ? "doc" : "";
}

std::string utc(std::int64_t epoch) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(epoch)));
}

/// "d0755", "-0644", "l": like ls, but with the octal mode that layouts use.
std::string mode_of(const StagedEntry& entry) {
    if (entry.kind == StagedEntry::Kind::symlink) return "l    ";
    return fmt::format("{}{:04o}", entry.kind == StagedEntry::Kind::directory ? 'd' : '-',
                       entry.mode);
}

/// What comes from outside, for a terminal or for JSON: what is not text is shown as \xNN.
std::string text(const std::string& bytes) { return report::escaped(bytes); }

nlohmann::ordered_json entry_json(const StagedEntry& entry) {
    nlohmann::ordered_json json{{"path", text(entry.path)}, {"type", kind_of(entry)}};
    if (entry.kind != StagedEntry::Kind::symlink) json["mode"] = fmt::format("{:04o}", entry.mode);
    json["user"] = entry.user;
    json["group"] = entry.group;
    json["mtime"] = entry.mtime;
    if (entry.kind == StagedEntry::Kind::file) json["size"] = entry.size;
    if (!entry.link.empty()) json["link"] = text(entry.link);
    if (entry.config) json["config"] = true;
    if (entry.doc) json["doc"] = true;
    if (entry.ghost) json["ghost"] = true;
    json["origin"] = text(entry.origin);
    return json;
}

/// A path, or what it means that there is none.
std::string path_or(const std::filesystem::path& path, const char* none) {
    return path.empty() ? none : report::escaped(path.string());
}

/// What the virtualenv is made from, and whether that has been done.
void print_venv(std::ostream& out, const plan::Plan& plan) {
    const plan::VenvToMake& venv = *plan.venv_to_make;
    out << fmt::format("  venv      {}: {}\n", plan.venv_top,
                       venv.made ? "taken from the cache"
                                 : "to be built first; what it will hold is not among the entries");
    std::string requirements;
    for (const std::string& file : venv.requirements)
        requirements += (requirements.empty() ? "" : ", ") + report::escaped(file);
    out << fmt::format("    key           {}\n", venv.key)
        << fmt::format("    python        {}\n", venv.python)
        << fmt::format("    requirements  {}\n", requirements)
        << fmt::format("    lock          {}\n",
                       path_or(venv.lock, "none: what the requirements ask for"))
        << fmt::format("    wheelhouse    {}\n",
                       path_or(venv.wheelhouse, "none: archives come from the network"))
        << fmt::format("    runner        {}\n", report::escaped(venv.runner));
}

nlohmann::ordered_json path_json(const std::filesystem::path& path) {
    if (path.empty()) return nullptr;
    return text(path.string());
}

nlohmann::ordered_json venv_json(const plan::Plan& plan) {
    if (!plan.venv_to_make) return nullptr;
    const plan::VenvToMake& venv = *plan.venv_to_make;
    auto requirements = nlohmann::ordered_json::array();
    for (const std::string& file : venv.requirements) requirements.push_back(text(file));
    return {{"path", plan.venv_top},
            {"cached", venv.made},
            {"key", venv.key},
            {"python", venv.python},
            {"requirements", std::move(requirements)},
            {"lock", path_json(venv.lock)},
            {"wheelhouse", path_json(venv.wheelhouse)},
            {"runner", text(venv.runner)}};
}

void print_web_apps(std::ostream& out, const plan::WebAppsOrigin& origin) {
    out << fmt::format("  web apps  {} {}\n", origin.from, text(origin.path.string()));
    if (!origin.sha256.empty()) out << fmt::format("    sha256        {}\n", origin.sha256);
    out << fmt::format("    content       {}\n", origin.content);
}

void print_web_apps_to_make(std::ostream& out, const plan::WebAppsToMake& apps) {
    out << fmt::format("  web apps  {}\n",
                       apps.made
                           ? "taken from the cache"
                           : "to be built first; what they will hold is not among the entries")
        << fmt::format("    key           {}\n", apps.key)
        << fmt::format("    runner        {}\n", report::escaped(apps.runner));
}

nlohmann::ordered_json web_apps_json(const plan::Plan& plan) {
    if (!plan.web_apps_origin) return nullptr;
    const plan::WebAppsOrigin& origin = *plan.web_apps_origin;
    nlohmann::ordered_json json = {
        {"from", origin.from}, {"path", path_json(origin.path)}, {"sha256", nullptr}};
    if (!origin.sha256.empty()) json["sha256"] = origin.sha256;
    json["content"] = origin.content;
    return json;
}

nlohmann::ordered_json web_apps_build_json(const plan::Plan& plan) {
    if (!plan.web_apps_to_make) return nullptr;
    const plan::WebAppsToMake& apps = *plan.web_apps_to_make;
    return {{"cached", apps.made}, {"key", apps.key}, {"runner", text(apps.runner)}};
}

} // namespace

void print_plan(std::ostream& out, const plan::Plan& plan, const std::filesystem::path& topdir) {
    out << plan.nevra() << '\n';
    out << fmt::format("  {}  {} ({}, {} {})\n", plan.from_checkout ? "checkout" : "files   ",
                       text(plan.checkout.string()), text(plan.describe),
                       plan.from_checkout ? "commit" : "content", plan.commit);
    out << fmt::format("  time      {} ({})\n", utc(plan.epoch), plan.epoch);
    out << fmt::format("  target    {}\n", plan.target.name);
    out << fmt::format("  source    {}{}\n", plan.tarball, plan.srpm ? "" : " (no SRPM)");
    if (plan.venv_to_make) print_venv(out, plan);
    if (plan.web_apps_to_make)
        print_web_apps_to_make(out, *plan.web_apps_to_make);
    else if (plan.web_apps_origin && plan.web_apps_origin->from != plan::kFromCheckout)
        print_web_apps(out, *plan.web_apps_origin);
    out << fmt::format("  entries   {} ({})\n", plan.entries.size(),
                       human_size(plan.total_bytes()));
    for (const StagedEntry& entry : plan.entries)
        out << fmt::format("    {} {:<13} {:<6} {}{}  <- {}\n", mode_of(entry),
                           entry.user + ":" + entry.group, flags_of(entry), text(entry.path),
                           entry.link.empty() ? "" : " -> " + text(entry.link), text(entry.origin));
    out << "  defines\n";
    for (const plan::Define& define : plan.globals)
        out << fmt::format("    {} {}\n", define.name, text(define.value));
    out << "  command   (after 'cal-pkg stage " << plan.component << " --topdir "
        << text(topdir.parent_path().string()) << "' with the same options)\n    "
        << text(rpmbuild::line_to_paste(rpmbuild::rpmbuild_command(plan, topdir))) << "\n    "
        << text(rpmbuild::line_to_paste(rpmbuild::canonical_command(plan, topdir))) << '\n';
}

nlohmann::ordered_json to_json(const plan::Plan& plan, const std::filesystem::path& topdir) {
    auto entries = nlohmann::ordered_json::array();
    for (const StagedEntry& entry : plan.entries) entries.push_back(entry_json(entry));
    auto defines = nlohmann::ordered_json::array();
    for (const plan::Define& define : plan.globals)
        defines.push_back({{"name", define.name}, {"value", define.value}});
    const process::Command command = rpmbuild::rpmbuild_command(plan, topdir);
    nlohmann::ordered_json environment = nlohmann::ordered_json::object();
    for (const auto& [name, value] : command.env) environment[name] = value;

    return {{"component", plan.component},
            {"name", plan.name},
            {"version", plan.version},
            {"release", plan.release},
            {"arch", plan.arch},
            {"nevra", plan.nevra()},
            {"target", plan.target.name},
            {"checkout", text(plan.checkout.string())},
            {"commit", plan.commit},
            {"describe", plan.describe},
            {"dirty", plan.dirty},
            {"epoch", plan.epoch},
            {"tarball", plan.tarball},
            {"srpm", plan.srpm},
            {"venv_build", venv_json(plan)},
            {"web_apps", web_apps_json(plan)},
            {"web_apps_build", web_apps_build_json(plan)},
            {"bytes", plan.total_bytes()},
            {"entries", std::move(entries)},
            {"defines", std::move(defines)},
            {"changelog", text(plan.changelog)},
            {"command",
             {{"argv", command.argv},
              {"env", std::move(environment)},
              {"cwd", text(command.cwd.string())}}},
            {"canonical", rpmbuild::canonical_command(plan, topdir)},
            {"findings", to_json(plan.findings)}};
}

} // namespace calpkg::cli
