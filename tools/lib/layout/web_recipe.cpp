#include "lib/layout/web_recipe.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace calpkg::layout {

namespace {

using Kind = WebStep::Kind;

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

const TextForm word{"one word of letters, digits and . _ + - @ / ~ ^ = :", is_word};
const TextForm pattern{"the name of an npm package, perhaps with *", is_pattern};
const TextForm chain{"the name of an npm package, or two with > between", is_chain};

struct KindName {
    std::string key;
    Kind kind;
    std::vector<std::string> keys; ///< that go with it
};

const std::vector<KindName>& kinds() {
    static const std::vector<KindName> table{
        {"npm", Kind::npm, {"npm", "without", "instead", "seconds", "app"}},
        {"bower", Kind::bower, {"bower", "file", "to", "seconds", "app"}},
        {"program", Kind::program, {"program", "package", "app"}},
        {"compass", Kind::compass, {"compass"}},
        {"grunt", Kind::grunt, {"grunt", "seconds", "app"}},
    };
    return table;
}

const KindName& kind_of(const Mapping& mapping) {
    std::vector<std::string> keys;
    for (const KindName& name : kinds()) keys.emplace_back(name.key);
    return *std::ranges::find(kinds(), mapping.step_kind(keys), &KindName::key);
}

unsigned seconds_of(const Mapping& mapping) {
    const std::string text = mapping.text("seconds", forms::token);
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 1 ||
        seconds > kMostSeconds)
        throw error_at(mapping.require("seconds").at,
                       fmt::format("'seconds' takes a number from 1 to {}", kMostSeconds));
    return seconds;
}

WebStep read_step(const Value& value) {
    const Mapping mapping(value, "a step");
    const KindName& kind = kind_of(mapping);
    mapping.allow_only(kind.keys);
    WebStep step;
    step.kind = kind.kind;
    step.at = value.at;
    step.name = mapping.text(kind.key, word);
    step.app = mapping.text_or("app", forms::identifier, {});
    if (std::ranges::count(kind.keys, "seconds") > 0) step.seconds = seconds_of(mapping);
    step.without = mapping.texts_or_none("without", pattern);
    step.instead = mapping.pairs("instead", chain, word);
    if (kind.kind == Kind::program) step.package = mapping.text("package", word);
    if (kind.kind == Kind::bower) {
        step.file = mapping.text("file", word);
        step.to = mapping.text("to", word);
        if (step.app.empty())
            throw error_at(value.at, "a component is put into one app", "name it with 'app'");
    }
    return step;
}

} // namespace

WebRecipe read_web_recipe(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the recipe");
    top.allow_only({"component", "exclude", "node", "steps"});
    WebRecipe recipe;
    recipe.file = file;
    recipe.component = top.text("component", forms::identifier);
    recipe.exclude = top.texts_or_none("exclude", forms::glob);
    recipe.node = top.text_or("node", word, {});
    const Value& steps = top.require("steps");
    if (steps.kind != Value::Kind::list || steps.items.empty())
        throw error_at(steps.at, "'steps' must be a list of at least one step");
    for (const Value& step : steps.items) recipe.steps.push_back(read_step(step));
    return recipe;
}

} // namespace calpkg::layout
