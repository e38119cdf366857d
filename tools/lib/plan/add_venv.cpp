#include "lib/plan/add_venv.hpp"

#include "lib/plan/glob.hpp"
#include "lib/plan/venv/read_venv.hpp"
#include "lib/plan/venv/settle_times.hpp"
#include "lib/plan/venv/take_over.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

/// The Python packages that a virtualenv from elsewhere gets from the checkout: the layout's eggs.
std::vector<OwnPackage> own_packages(const layout::Layout& layout, Resolver& resolver) {
    std::vector<OwnPackage> packages;
    for (const layout::Rule& rule : layout.files) {
        if (rule.kind != layout::Rule::Kind::egg) continue;
        const auto build = [&resolver, &rule](const std::string& python) {
            egg::EggOptions options;
            options.python = python;
            return resolver.egg_of(rule, options);
        };
        packages.push_back({resolver.variables().expand(rule.source, rule.at), build});
    }
    return packages;
}

/// Users, times and origin of everything in the virtualenv.
StagedEntry venv_entry(const Resolver& resolver, const layout::Rule& rule) {
    StagedEntry made;
    made.user = resolver.variables().expand(rule.user, rule.at);
    made.group = resolver.variables().expand(rule.group, rule.at);
    made.mtime = resolver.epoch();
    made.origin = "virtualenv";
    return made;
}

/// What programs write at run time is the package's, so that erasing it removes it, but never in it:
/// `patterns`, in every directory of the virtualenv that their directory stands for.
void add_ghosts(const std::vector<std::string>& patterns, const StagedEntry& pattern, Venv& venv) {
    std::set<std::string> directories;
    for (const auto& [path, entry] : venv.entries) {
        const std::size_t slash = path.rfind('/');
        directories.insert(slash == std::string::npos ? "" : path.substr(0, slash));
    }
    for (const std::string& given : patterns) {
        const std::filesystem::path glob = given;
        for (const std::string& directory : directories) {
            if (!glob_match(glob.parent_path().string(), directory)) continue;
            const std::string path = (std::filesystem::path(directory) / glob.filename()).string();
            StagedEntry ghost = pattern;
            ghost.path = venv.top + "/" + path;
            ghost.mode = 0644;
            ghost.ghost = true;
            ghost.source = stage::TextSource{};
            ghost.origin = "run time";
            venv.entries[path] = std::move(ghost);
        }
    }
}

void note_taken_over(const TakenOver& taken, Plan& plan) {
    plan.findings.push_back(
        {"taken-over", report::Severity::note, plan.name,
         fmt::format("the virtualenv's {} was replaced by the checkout's {}",
                     fmt::join(taken.removed, ", "), fmt::join(taken.added, ", ")),
         "--keep-venv leaves them as they are"});
    if (taken.python != plan.target.python)
        plan.findings.push_back(
            {"other-python", report::Severity::warning, plan.name,
             fmt::format("the virtualenv is of Python {}, {} has {}", taken.python,
                         plan.target.name, plan.target.python),
             "give a virtualenv of the target's Python, or choose another --target"});
}

void note_unfit(const std::vector<std::string>& bytecode, Plan& plan) {
    if (bytecode.empty()) return;
    plan.findings.push_back(
        {"unfit-bytecode", report::Severity::warning, plan.name,
         bytecode.size() == 1
             ? fmt::format(
                   "the virtualenv's {} does not fit the source beside it and is not packed",
                   bytecode.front())
             : fmt::format(
                   "{} bytecode files of the virtualenv do not fit the source beside them and "
                   "are not packed, {} among them",
                   bytecode.size(), bytecode.front()),
         "remove what does not fit, or compile it again with the virtualenv's own Python, "
         "'PYTHON -m compileall -f -q DIR'; beside a link none fits"});
}

void add_venv(Resolver& resolver, const layout::Rule& rule, const Request& request,
              const std::vector<OwnPackage>& packages, Plan& plan) {
    const std::string to = resolver.variables().expand(rule.to, rule.at);
    const StagedEntry pattern = venv_entry(resolver, rule);
    Venv venv = read_venv(request.venv, to, pattern,
                          request.memory != nullptr ? &request.memory->contents : nullptr);
    if (Leftovers* const leftovers = resolver.leftovers()) leftovers->leave_out_of(venv);
    if (!venv.directory.empty()) resolver.note_packed_whole(venv.directory);
    const TakenOver taken = take_over(venv, packages, pattern);
    note_unfit(settle_times(venv, resolver.epoch()), plan);
    if (taken.python.empty() && !packages.empty())
        plan.findings.push_back(
            {"no-own-packages", report::Severity::warning, plan.name,
             "the virtualenv holds none of calamari's own packages, so none was put in: the "
             "package does not run by itself",
             "give one that a calamari-server package or 'cal-pkg venv build' made"});
    // Those of a virtualenv that was made for this package are the checkout's already.
    if (!taken.python.empty() && !request.venv_to_make) note_taken_over(taken, plan);
    add_ghosts(rule.ghosts, pattern, venv);
    for (auto& [path, made] : venv.entries) resolver.put(std::move(made), rule.at);
    plan.venv_top = to;
    plan.venv_archive = venv.archive;
}

/// What it means that no virtualenv is packed at `rule`: with the checkout's packages as eggs in the
/// system's Python (`has_eggs`), or without them.
void note_no_venv(const Resolver& resolver, const layout::Rule& rule, bool has_eggs, Plan& plan) {
    const std::string to = resolver.variables().expand(rule.to, rule.at);
    const std::string message =
        has_eggs ? fmt::format("{} is not packed: Calamari's own packages are eggs in the system's "
                               "Python, which has to have what they need",
                               to)
                 : fmt::format("{} is not packed: the package does not run by itself", to);
    plan.findings.push_back(
        {"no-virtualenv", report::Severity::warning, plan.name, message,
         "'--venv build' makes one, '--venv RPM' takes it out of an older package"});
}

} // namespace

void add_venvs(const layout::Layout& layout, const Request& request, Resolver& resolver,
               Plan& plan) {
    const bool has_eggs = std::ranges::any_of(layout.files, [&](const layout::Rule& rule) {
        return rule.kind == layout::Rule::Kind::egg && resolver.applies(rule);
    });
    const std::vector<OwnPackage> packages =
        request.keep_venv ? std::vector<OwnPackage>() : own_packages(layout, resolver);
    for (const layout::Rule& rule : layout.files) {
        if (rule.kind != layout::Rule::Kind::venv) continue;
        if (!request.venv.empty())
            add_venv(resolver, rule, request, packages, plan);
        else if (request.venv_to_make)
            plan.venv_top = resolver.variables().expand(rule.to, rule.at);
        else
            note_no_venv(resolver, rule, has_eggs, plan);
    }
}

} // namespace calpkg::plan
