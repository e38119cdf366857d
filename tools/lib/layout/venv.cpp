#include "lib/layout/venv.hpp"

#include "lib/layout/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::layout {

namespace {

using VenvKind = VenvStep::Kind;

/// What the shell or pip takes for more than one word, or for something else.
constexpr const char* kNoWord = " \t'\"\\$`{}*?";

struct VenvKindName {
    VenvKind kind;
    Keys keys; ///< the first says what it is
};

const std::vector<VenvKindName>& venv_kinds() {
    const char* const no_word = R"([ \t'"\\$`{}*?])"; // kNoWord
    const Form path = takes::text(forms::checkout_path, no_word);
    const Key options{"options", takes::texts(forms::venv_option)};
    const Key when{"when", takes::name()}, unless{"unless", takes::name()};
    static const std::vector<VenvKindName> table{
        {VenvKind::requirements, {{{"requirements", path, required}, options, when, unless}}},
        {VenvKind::source,
         {{{"source", takes::text(forms::package_name), required},
           {"requirement", takes::text(forms::requirement)},
           {"archive", takes::text(forms::archive_name)},
           {"url", takes::text(forms::url)},
           options,
           when,
           unless},
          {{{"requirement"}, {"archive", "url"}}, {{"archive", "url"}, {"requirement"}}}}},
        {VenvKind::package, {{{"package", path, required}, options, when, unless}}},
    };
    return table;
}

std::vector<const Keys*> venv_step_keys() {
    std::vector<const Keys*> all;
    for (const VenvKindName& kind : venv_kinds()) all.push_back(&kind.keys);
    return all;
}

/// The name of a file below `src`: one that the shell and pip take as one word.
std::string step_name(const Mapping& mapping, const std::string& kind) {
    std::string name = mapping.text(kind);
    if (name.find_first_of(kNoWord) != std::string::npos)
        throw error_at(mapping.at(), fmt::format("'{}' cannot be '{}'", kind, name),
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
    if (step.kind != VenvKind::source) return;
    if (!step.archive.empty() && !is_named_after(step.archive, step.name))
        throw error_at(
            mapping.at(), fmt::format("'{}' is not an archive of '{}'", step.archive, step.name),
            fmt::format("call it {}-VERSION.tar.gz, without a '-' in the version", step.name));
    if (mapping.follows_an_alternative()) return;
    throw error_at(mapping.at(),
                   fmt::format("the source of '{}' does not say where it comes from", step.name),
                   "give it either 'requirement', or 'archive' and 'url'");
}

VenvStep read_step(const Value& value, const std::vector<std::string>& features) {
    const VenvKindName& kind = venv_kinds()[Mapping(value, "a step").step_kind(venv_step_keys())];
    const Mapping mapping(value, "a step", kind.keys);
    VenvStep step;
    step.kind = kind.kind;
    step.at = value.at;
    step.name = step_name(mapping, kind.keys.keys.front().name);
    step.requirement = mapping.text_or("requirement", {});
    step.archive = mapping.text_or("archive", {});
    step.url = mapping.text_or("url", {});
    step.options = mapping.texts_or_none("options");
    step.when = mapping.name_or("when", features, {});
    step.unless = mapping.name_or("unless", features, {});
    check_origin(mapping, step);
    return step;
}

} // namespace

const Keys& venv_recipe_keys() {
    static const Keys keys{{{"system-site-packages", takes::flag()},
                            {"files", rules_form(Destination::tarball), required},
                            {"steps", takes::list(takes::one_of(venv_step_keys()), 1), required},
                            {"remove", takes::texts(forms::venv_pattern)}}};
    return keys;
}

VenvRecipe read_venv_recipe(const Mapping& venv, const std::vector<std::string>& features) {
    VenvRecipe recipe;
    recipe.system_site_packages = venv.flag_or("system-site-packages", false);
    const Value& steps = venv.require("steps");
    if (steps.kind != Value::Kind::list || steps.items.empty())
        throw error_at(steps.at, "'steps' must be a list of at least one step");
    for (const Value& step : steps.items) recipe.steps.push_back(read_step(step, features));
    recipe.remove = venv.texts_or_none("remove");
    return recipe;
}

} // namespace calpkg::layout
