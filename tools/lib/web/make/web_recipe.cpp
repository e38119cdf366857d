#include "lib/web/make/web_recipe.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace calpkg::web {

namespace {

using layout::error_at;
using layout::Form;
using layout::Key;
using layout::Keys;
using layout::Mapping;
using layout::read_yaml;
using layout::required;
using layout::TextForm;
using layout::Value;
using Kind = WebStep::Kind;
namespace forms = layout::forms;
namespace takes = layout::takes;

constexpr unsigned kMostSeconds = 24 * 60 * 60;

/// What a POSIX shell takes as one word, in quotes or not.
bool is_word(std::string_view text) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._+-@/~^=:").find(c) != std::string_view::npos;
    };
    return !text.empty() && text.front() != '-' && std::ranges::all_of(text, plain);
}

bool is_pattern(std::string_view text) {
    std::string plain(text);
    std::ranges::replace(plain, '*', 'x');
    return is_word(plain);
}

/// "a" or "a>b".
bool is_chain(std::string_view text) {
    std::string plain(text);
    std::ranges::replace(plain, '>', 'x');
    return is_word(plain) && text.front() != '>' && text.back() != '>';
}

const TextForm word{"one word of letters, digits and . _ + - @ / ~ ^ = :", is_word,
                    "^(?!-)[A-Za-z0-9._+@/~^=:-]+$"};
const TextForm pattern{"the name of an npm package, perhaps with *", is_pattern,
                       "^(?!-)[A-Za-z0-9._+@/~^=:*-]+$"};
const TextForm chain{"the name of an npm package, or two with > between", is_chain,
                     "^(?![->])(?!.*>$)[A-Za-z0-9._+@/~^=:>-]+$"};

struct KindName {
    Kind kind;
    Keys keys; ///< the first says what it is
};

const std::vector<KindName>& kinds() {
    const Key seconds{"seconds", takes::number(kMostSeconds), required};
    const Key app{"app", takes::text(forms::identifier)};
    const Form one = takes::text(word);
    static const std::vector<KindName> table{
        {Kind::npm,
         {{{"npm", one, required},
           {"without", takes::texts(pattern)},
           {"instead", takes::map(chain, one)},
           seconds,
           app}}},
        {Kind::bower,
         {{{"bower", one, required}, {"file", one, required}, {"to", one, required}, seconds, app},
          {{{"app"}}}}},
        {Kind::program, {{{"program", one, required}, {"package", one, required}, app}}},
        {Kind::compass, {{{"compass", one, required}}}},
        {Kind::grunt, {{{"grunt", one, required}, seconds, app}}},
    };
    return table;
}

std::vector<const Keys*> step_keys() {
    std::vector<const Keys*> all;
    for (const KindName& kind : kinds()) all.push_back(&kind.keys);
    return all;
}

WebStep read_step(const Value& value) {
    const KindName& kind = kinds()[Mapping(value, "a step").step_kind(step_keys())];
    const Mapping mapping(value, "a step", kind.keys);
    WebStep step;
    step.kind = kind.kind;
    step.at = value.at;
    step.name = mapping.text(kind.keys.keys.front().name);
    step.app = mapping.text_or("app", {});
    step.seconds = mapping.number_or_none("seconds");
    step.without = mapping.texts_or_none("without");
    step.instead = mapping.pairs("instead");
    step.package = mapping.text_or("package", {});
    step.file = mapping.text_or("file", {});
    step.to = mapping.text_or("to", {});
    if (kind.kind == Kind::bower && step.app.empty())
        throw error_at(value.at, "a component is put into one app", "name it with 'app'");
    return step;
}

} // namespace

const layout::Keys& web_recipe_keys() {
    static const Keys keys{{{"component", takes::text(forms::identifier), required},
                            {"exclude", takes::texts(forms::glob)},
                            {"node", takes::text(word)},
                            {"steps", takes::list(takes::one_of(step_keys()), 1), required}}};
    return keys;
}

WebRecipe read_web_recipe(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the recipe", web_recipe_keys());
    WebRecipe recipe;
    recipe.file = file;
    recipe.component = top.text("component");
    recipe.exclude = top.texts_or_none("exclude");
    recipe.node = top.text_or("node", {});
    const Value& steps = top.require("steps");
    if (steps.kind != Value::Kind::list || steps.items.empty())
        throw error_at(steps.at, "'steps' must be a list of at least one step");
    for (const Value& step : steps.items) recipe.steps.push_back(read_step(step));
    return recipe;
}

} // namespace calpkg::web
