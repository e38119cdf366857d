#include "lib/web/make/recipe.hpp"

#include "lib/checkout/version.hpp"
#include "lib/fs/file.hpp"
#include "lib/plan/glob.hpp"
#include "lib/plan/resolve.hpp"
#include "lib/plan/web_apps.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>

namespace calpkg::web {

namespace {

using OrderedJson = nlohmann::ordered_json;
using Kind = WebStep::Kind;

WebRecipe recipe_of(const layout::Catalog& catalog, const std::string& component) {
    const std::optional<std::filesystem::path> file = catalog.web_recipe(component);
    if (!file)
        throw report::Error(component, "has no web apps that cal-pkg can build",
                            "only components with a file in layouts/web have some");
    return read_web_recipe(*file);
}

/// The directories that the apps are built in: "admin" of "admin/dist".
std::vector<std::string> apps_of(const layout::Layout& layout) {
    std::vector<std::string> apps;
    for (const layout::Rule& rule : layout.files)
        if (rule.web_app) apps.push_back(std::filesystem::path(rule.source).parent_path().string());
    return apps;
}

/// `git describe --long`, whose count and hash the apps expect; "-dirty" when sources of the apps are modified.
std::string long_describe(const plan::Plan& plan, const checkout::Git& git,
                          const std::vector<stage::StagedEntry>& files) {
    checkout::Description description;
    if (!plan.describe.empty()) description = checkout::parse_description(plan.describe);
    std::string text =
        fmt::format("{}-{}-g{}", description.tag, description.commits, plan.commit.substr(0, 7));
    if (!plan.dirty) return text;
    std::set<std::string> paths;
    for (const stage::StagedEntry& entry : files) paths.insert(entry.path);
    const std::vector<std::string> modified = git.modified_files();
    const bool is_source = std::ranges::any_of(
        modified, [&](const std::string& path) { return paths.contains(path); });
    return is_source ? text + "-dirty" : text;
}

/// What lands in a shell script, which echoes it.
void check_description(const std::string& text) {
    if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "._-+/") == text.npos)
        return;
    throw report::Error(text, "is how git describes the checkout, and no plain word",
                        "give the commit a tag of letters, digits and . _ - + /");
}

/// What lands in a line of the job, and in npm's arguments. `what` is a name or a range of package.json.
void check_plain(const std::string& what, const std::string& subject) {
    const auto odd = [](unsigned char c) {
        return c < ' ' || c == 0x7f ||
               std::string_view("'\"`\\").find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (!what.starts_with('-') && std::ranges::none_of(what, odd)) return;
    throw report::Error(subject,
                        fmt::format("lists '{}', which is neither the name nor the version of an "
                                    "npm package",
                                    what),
                        "correct it, or leave it out ('without') in layouts/web");
}

std::string content_of(const stage::StagedEntry& entry) {
    if (const auto* text = std::get_if<stage::TextSource>(&entry.source)) return text->text;
    return fs::read_file(std::get<stage::FileSource>(entry.source).path);
}

void reduce_packages(Recipe& recipe) {
    for (const WebStep& step : recipe.recipe.steps) {
        if (step.kind != Kind::npm) continue;
        for (const std::string& app : recipe.apps) {
            if (!step.app.empty() && step.app != app) continue;
            const std::string path = app + "/package.json";
            const auto entry = std::ranges::find(recipe.files, path, &stage::StagedEntry::path);
            if (entry == recipe.files.end())
                throw report::Error(path, "is missing", "check out the right branch");
            const std::string text = reduced_package(content_of(*entry), step, path, recipe.wants);
            entry->size = text.size();
            entry->source = stage::TextSource{text};
        }
    }
}

bool is_fetched(Kind kind) { return kind == Kind::npm || kind == Kind::bower; }

/// What of a step is one of its directives' arguments.
std::string arguments_of(const WebStep& step) {
    switch (step.kind) {
    case Kind::npm: return "npm";
    case Kind::bower: return fmt::format("bower {}", step.name);
    case Kind::program: return fmt::format("program {} {}", step.name, step.package);
    case Kind::compass: return fmt::format("compass {}", step.name);
    case Kind::grunt: break;
    }
    return fmt::format("grunt {}", step.name);
}

std::string build_lines(const WebStep& step, const std::string& app) {
    if (step.kind == Kind::npm) return {};
    if (step.kind == Kind::bower)
        return fmt::format("build {} {} component {} {} {}\n", step.seconds, app, step.name,
                           step.file, step.to);
    return fmt::format("build {} {} {}\n", step.seconds, app, arguments_of(step));
}

} // namespace

std::string reduced_package(const std::string& text, const WebStep& step,
                            const std::string& subject, std::vector<Want>& wants) {
    OrderedJson reduced = {{"name", "web-app"}, {"version", "0.0.0"}, {"private", true}};
    try {
        const OrderedJson package = OrderedJson::parse(report::shallow_json(text, subject));
        const OrderedJson listed = package.value(step.name, OrderedJson::object());
        OrderedJson kept = OrderedJson::object();
        for (const auto& [name, range] : listed.items()) {
            const auto matches = [&, wanted = std::string_view(name)](const std::string& glob) {
                return plan::glob_match(glob, wanted);
            };
            if (std::ranges::any_of(step.without, matches)) continue;
            const std::string version = range.get<std::string>();
            check_plain(name, subject);
            check_plain(version, subject);
            kept[name] = version;
            wants.push_back({name, version});
        }
        reduced[step.name] = std::move(kept);
    } catch (const OrderedJson::exception& error) {
        throw report::Error(subject,
                            fmt::format("is not what npm reads: {}", report::json_fault(error)),
                            "check out the right branch");
    }
    for (const auto& [chain, version] : step.instead) {
        const std::size_t arrow = chain.find('>');
        OrderedJson& overrides = reduced["overrides"];
        if (arrow == std::string::npos)
            overrides[chain] = version;
        else
            overrides[chain.substr(0, arrow)][chain.substr(arrow + 1)] = version;
    }
    return reduced.dump(2) + "\n";
}

Recipe make_recipe(const layout::Catalog& catalog, const layout::Target& target,
                   const plan::Request& request) {
    const layout::Layout layout = catalog.layout(request.component);
    Recipe recipe;
    recipe.recipe = recipe_of(catalog, request.component);
    recipe.component = request.component;
    recipe.apps = apps_of(layout);

    plan::Request without = request;
    without.web_apps.reset();
    without.web_apps_to_make = plan::WebAppsToMake{};
    const plan::Plan plan = plan::make(catalog, target, without);
    recipe.epoch = plan.epoch;

    const checkout::Git git(request.checkout);
    const plan::Variables variables;
    const std::set<std::string> features;
    plan::Resolver resolver(layout, git, variables, features, plan.epoch);
    for (const std::string& app : recipe.apps) {
        layout::Rule rule;
        rule.kind = layout::Rule::Kind::tree;
        rule.at = {recipe.recipe.file.string(), 0};
        rule.source = rule.to = app;
        for (const std::string& glob : recipe.recipe.exclude)
            if (glob.starts_with("*/") || glob.starts_with(app + "/"))
                rule.exclude.push_back(glob.substr(glob.find('/') + 1));
        resolver.add({rule}, "");
    }
    recipe.files = resolver.finish();
    recipe.describe = long_describe(plan, git, recipe.files);
    reduce_packages(recipe);
    return recipe;
}

std::string job_text(const Recipe& recipe) {
    check_description(recipe.describe);
    std::string text = fmt::format("describe {}\n", recipe.describe);
    if (!recipe.recipe.node.empty()) text += fmt::format("node {}\n", recipe.recipe.node);
    for (const std::string& app : recipe.apps) text += fmt::format("app {}\n", app);
    for (const Want& want : recipe.wants)
        text += fmt::format("want {}@{}\n", want.name, want.range);
    const auto in_each_app = [&](const WebStep& step, const auto& line) {
        for (const std::string& app : recipe.apps)
            if (step.app.empty() || step.app == app) text += line(app);
    };
    for (const WebStep& step : recipe.recipe.steps) {
        if (step.kind == Kind::program) text += fmt::format("needs {}\n", step.name);
        if (step.kind == Kind::compass) text += fmt::format("build 0 - {}\n", arguments_of(step));
        if (is_fetched(step.kind))
            in_each_app(step, [&](const std::string& app) {
                return fmt::format("fetch {} {} {}\n", step.seconds, app, arguments_of(step));
            });
    }
    for (const std::string& app : recipe.apps)
        for (const WebStep& step : recipe.recipe.steps)
            if (step.kind != Kind::compass && (step.app.empty() || step.app == app))
                text += build_lines(step, app);
    return text;
}

} // namespace calpkg::web
