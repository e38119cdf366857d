#include "lib/venv/recipe.hpp"

#include "lib/fs/file.hpp"
#include "lib/plan/resolve.hpp"
#include "lib/plan/upstream_version.hpp"
#include "lib/report/error.hpp"
#include "lib/venv/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace calpkg::venv {

namespace {

using Kind = layout::VenvStep::Kind;

constexpr const char* kFeature = "feature_";

/// The features that are on: the plan tells them to the spec.
std::set<std::string> features_of(const plan::Plan& plan, const layout::Layout& layout) {
    std::set<std::string> names;
    for (const layout::Feature& feature : layout.features) {
        std::string macro = kFeature + feature.name;
        std::replace(macro.begin(), macro.end(), '-', '_');
        for (const plan::Define& define : plan.globals)
            if (define.name == macro) names.insert(feature.name);
    }
    return names;
}

std::string global(const plan::Plan& plan, const std::string& name) {
    for (const plan::Define& define : plan.globals)
        if (define.name == name) return define.value;
    return {};
}

plan::Variables variables_of(const plan::Plan& plan, const layout::Layout& layout,
                             const layout::Target& target) {
    plan::Variables variables;
    for (const auto& [name, value] : layout.variables) variables.set(name, value);
    for (const auto& [name, value] : target.variables) variables.set(name, value);
    variables.set("python", target.python);
    variables.set("component", plan.component);
    variables.set("package", plan.name);
    variables.set("version", plan.version);
    variables.set("revision", global(plan, "revision"));
    variables.set("upstream-version",
                  plan::upstream_version(plan.describe, plan.version, global(plan, "revision")));
    variables.set("commit", plan.commit);
    variables.set("checkout", plan.checkout.string());
    return variables;
}

/// Where the layout puts the virtualenv.
std::string destination_of(const layout::Layout& layout, const plan::Variables& variables) {
    for (const layout::Rule& entry : layout.files)
        if (entry.kind == layout::Rule::Kind::venv) return variables.expand(entry.to, entry.at);
    throw report::Error(layout.file.string(), "has a 'venv' section but no place for a virtualenv",
                        "add {venv: /opt/…} to 'files'");
}

const stage::StagedEntry& file_named(const std::vector<stage::StagedEntry>& files,
                                     const std::string& name) {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const stage::StagedEntry& entry) {
            return entry.path == name && entry.kind == stage::StagedEntry::Kind::file;
        });
    if (found != files.end()) return *found;
    throw report::Error(name, "is not a file of the layout's 'venv' section",
                        "name one that its 'files' make");
}

std::string content_of(const stage::StagedEntry& entry) {
    if (const auto* text = std::get_if<stage::TextSource>(&entry.source)) return text->text;
    return fs::read_file(std::get<stage::FileSource>(entry.source).path);
}

std::string pinned_by(const Lock& lock, const layout::VenvStep& step) {
    const Locked* locked = lock.find(step.name);
    if (locked == nullptr)
        throw report::Error(lock.subject, fmt::format("lacks {}", step.name),
                            "build without --lock and take the lock file that this writes");
    return fmt::format("{}=={}", locked->name, locked->version);
}

/// A lock is complete: pip is asked for what it lists, and for nothing that this depends on.
std::string wanted(const Recipe& recipe, const Lock& lock) {
    std::set<std::string> extra;
    for (const layout::VenvStep& step : recipe.steps)
        if (!step.archive.empty()) extra.insert(canonical_name(step.name));
    std::string text;
    for (const Locked& locked : lock.distributions) {
        if (extra.count(canonical_name(locked.name)) > 0) continue;
        text += fmt::format("want {}=={}\n", locked.name, locked.version);
        if (!parse_archive_name(locked.file)->wheel) text += fmt::format("sdist {}\n", locked.name);
    }
    return text + "download-option --no-deps\n";
}

/// What pip is asked for without a lock.
std::string wanted(const Recipe& recipe) {
    std::string text;
    for (const layout::VenvStep& step : recipe.steps) {
        if (step.kind == Kind::requirements) text += fmt::format("want-file {}\n", step.name);
        if (step.requirement.empty()) continue;
        text += fmt::format("want {}\nsdist {}\n", step.requirement, step.name);
    }
    return text;
}

const char* word_of(Kind kind) {
    switch (kind) {
    case Kind::requirements: return "requirements";
    case Kind::source: return "source";
    case Kind::package: break;
    }
    return "package";
}

} // namespace

std::vector<Requirement> Recipe::requirements_in(const std::string& file) const {
    const stage::StagedEntry& entry = file_named(files, file);
    return parse_requirements(content_of(entry), entry.origin.empty() ? file : entry.origin);
}

std::vector<Requirement> Recipe::requirements() const {
    std::vector<Requirement> all;
    for (const layout::VenvStep& step : steps) {
        if (step.kind == Kind::requirements)
            for (const Requirement& requirement : requirements_in(step.name))
                all.push_back(requirement);
        if (!step.requirement.empty())
            all.push_back(parse_requirement(step.requirement, step.at.text()));
    }
    return all;
}

std::vector<std::string> Recipe::requirement_files() const {
    std::vector<std::string> names;
    for (const layout::VenvStep& step : steps) {
        if (step.kind != Kind::requirements) continue;
        const stage::StagedEntry& entry = file_named(files, step.name);
        names.push_back(entry.origin.empty() ? step.name : entry.origin);
    }
    return names;
}

std::vector<std::string> Recipe::extra_archives() const {
    std::vector<std::string> names;
    for (const layout::VenvStep& step : steps)
        if (!step.archive.empty()) names.push_back(step.archive);
    return names;
}

void Recipe::apply(const Lock& lock) {
    if (lock.python != python)
        throw report::Error(
            lock.python_at.empty() ? lock.subject : lock.python_at,
            fmt::format("the lock is of Python {}, the target has {}", lock.python, python),
            "give a lock of the target's Python");
    for (layout::VenvStep& step : steps) {
        if (step.kind == Kind::source) {
            const std::string pinned = pinned_by(lock, step);
            if (step.archive.empty()) step.requirement = pinned;
        }
        if (step.kind != Kind::requirements) continue;
        for (stage::StagedEntry& entry : files) {
            if (entry.path != step.name) continue;
            const std::string subject = entry.origin.empty() ? entry.path : entry.origin;
            const std::string text = locked_text(requirements_in(step.name), lock, subject);
            entry.size = text.size();
            entry.source = stage::TextSource{text};
        }
    }
}

Recipe make_recipe(const layout::Catalog& catalog, const layout::Target& target,
                   const plan::Request& request) {
    const layout::Layout layout = catalog.layout(request.component);
    if (!layout.venv)
        throw report::Error(request.component, "has no virtualenv",
                            "only components with a 'venv' section in their layout have one");
    plan::Request without = request;
    without.venv.clear();
    without.venv_to_make.reset();
    const plan::Plan plan = plan::make(catalog, target, without);
    const std::set<std::string> features = features_of(plan, layout);
    const plan::Variables variables = variables_of(plan, layout, target);

    Recipe recipe;
    recipe.component = plan.component;
    recipe.python = target.python;
    recipe.destination = destination_of(layout, variables);
    recipe.epoch = plan.epoch;
    recipe.system_site_packages = layout.venv->system_site_packages;
    recipe.remove = layout.venv->remove;
    for (const layout::VenvStep& step : layout.venv->steps)
        if ((step.when.empty() || features.count(step.when) > 0) &&
            (step.unless.empty() || features.count(step.unless) == 0))
            recipe.steps.push_back(step);

    const checkout::Git git(request.checkout);
    plan::Resolver resolver(layout, git, variables, features, plan.epoch);
    resolver.pack_submodules();
    resolver.add(layout.venv->files, "");
    recipe.files = resolver.finish();
    return recipe;
}

std::string job_text(const Recipe& recipe, Mode mode, const Lock* lock,
                     const std::string& interpreter) {
    std::string text = mode == Mode::build ? "mode build\n" : "mode download\n";
    text += fmt::format("python {}\n", recipe.python);
    if (!interpreter.empty()) text += fmt::format("interpreter {}\n", interpreter);
    text += fmt::format("destination {}\nepoch {}\nsystem-site-packages {}\n", recipe.destination,
                        recipe.epoch, recipe.system_site_packages ? "yes" : "no");
    text += lock != nullptr ? wanted(recipe, *lock) : wanted(recipe);
    for (const layout::VenvStep& step : recipe.steps) {
        if (!step.archive.empty()) text += fmt::format("archive {} {}\n", step.archive, step.url);
        text += fmt::format("install {} {}", word_of(step.kind), step.name);
        for (const std::string& option : step.options) text += " " + option;
        text += '\n';
    }
    for (const std::string& pattern : recipe.remove) text += fmt::format("delete {}\n", pattern);
    return text;
}

} // namespace calpkg::venv
