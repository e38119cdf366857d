#include "lib/layout/venv.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::layout {

namespace {

using Kind = VenvStep::Kind;

struct KindName {
    std::string key;
    Kind kind;
    const TextForm& name;
    std::vector<std::string> keys; ///< that go with it
};

const std::vector<KindName>& kinds() {
    static const std::vector<KindName> table{
        {"requirements",
         Kind::requirements,
         forms::checkout_path,
         {"requirements", "options", "when", "unless"}},
        {"source",
         Kind::source,
         forms::package_name,
         {"source", "requirement", "archive", "url", "options", "when", "unless"}},
        {"package", Kind::package, forms::checkout_path, {"package", "options", "when", "unless"}},
    };
    return table;
}

const KindName& kind_of(const Mapping& mapping) {
    std::vector<std::string> keys;
    for (const KindName& name : kinds()) keys.emplace_back(name.key);
    return *std::ranges::find(kinds(), mapping.step_kind(keys), &KindName::key);
}

/// The name of a file below `src`: one that the shell and pip take as one word.
std::string step_name(const Mapping& mapping, const KindName& kind) {
    std::string name = mapping.text(kind.key, kind.name);
    if (name.find_first_of(" \t'\"\\$`{}*?") != std::string::npos)
        throw error_at(mapping.at(), fmt::format("'{}' cannot be '{}'", kind.key, name),
                       "name the place that 'to' gives it under 'files', a plain path");
    return name;
}

/// Whether the archive is named after the distribution, so that it can be found by it.
bool is_named_after(const std::string& archive, const std::string& name) {
    return archive.compare(0, name.size() + 1, name + "-") == 0 &&
           archive.find('-', name.size() + 1) == std::string::npos;
}

/// A source step says where its archive comes from: an index or an address.
void check_origin(const Mapping& mapping, const VenvStep& step) {
    if (step.kind != Kind::source) return;
    if (!step.archive.empty() && !is_named_after(step.archive, step.name))
        throw error_at(
            mapping.at(), fmt::format("'{}' is not an archive of '{}'", step.archive, step.name),
            fmt::format("call it {}-VERSION.tar.gz, without a '-' in the version", step.name));
    const bool fetched = !step.archive.empty() && !step.url.empty();
    if (step.requirement.empty() == fetched && step.archive.empty() == step.url.empty()) return;
    throw error_at(mapping.at(),
                   fmt::format("the source of '{}' does not say where it comes from", step.name),
                   "give it either 'requirement', or 'archive' and 'url'");
}

VenvStep read_step(const Value& value, const std::vector<std::string>& features) {
    const Mapping mapping(value, "a step");
    const KindName& kind = kind_of(mapping);
    mapping.allow_only(kind.keys);
    VenvStep step;
    step.kind = kind.kind;
    step.at = value.at;
    step.name = step_name(mapping, kind);
    step.requirement = mapping.text_or("requirement", forms::requirement, {});
    step.archive = mapping.text_or("archive", forms::archive_name, {});
    step.url = mapping.text_or("url", forms::url, {});
    step.options = mapping.texts_or_none("options", forms::venv_option);
    if (mapping.find("when") != nullptr) step.when = mapping.word("when", features);
    if (mapping.find("unless") != nullptr) step.unless = mapping.word("unless", features);
    check_origin(mapping, step);
    return step;
}

} // namespace

VenvRecipe read_venv_recipe(const Mapping& venv, const std::vector<std::string>& features) {
    venv.allow_only({"system-site-packages", "files", "steps", "remove"});
    VenvRecipe recipe;
    recipe.system_site_packages = venv.flag_or("system-site-packages", false);
    const Value& steps = venv.require("steps");
    if (steps.kind != Value::Kind::list || steps.items.empty())
        throw error_at(steps.at, "'steps' must be a list of at least one step");
    for (const Value& step : steps.items) recipe.steps.push_back(read_step(step, features));
    recipe.remove = venv.texts_or_none("remove", forms::venv_pattern);
    return recipe;
}

} // namespace calpkg::layout
