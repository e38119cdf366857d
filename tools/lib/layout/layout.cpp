#include "lib/layout/layout.hpp"

#include "lib/layout/mapping.hpp"
#include "lib/layout/rule.hpp"
#include "lib/layout/venv.hpp"
#include "lib/layout/web_apps.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

namespace calpkg::layout {

namespace {

void read_heading(const Mapping& top, Layout& layout) {
    layout.component = top.text("component", forms::identifier);
    const std::string stem = layout.file.stem().string();
    if (layout.component != stem)
        throw error_at(top.require("component").at,
                       fmt::format("the layout of '{}' is in '{}'", layout.component,
                                   layout.file.filename().string()),
                       fmt::format("rename the file to '{}.yaml'", layout.component));
    layout.package = top.text("package", forms::package_name);
    layout.spec = top.text("spec", forms::spec_name);
    layout.arch = top.word("arch", {"target", "noarch"});
    layout.scheme = top.word("version-scheme", {"calamari", "diamond"}); // checkout::Scheme
}

void read_checkout(const Mapping& top, Layout& layout) {
    const Mapping checkout(top.require("checkout"), "'checkout'");
    checkout.allow_only({"names", "marks"});
    layout.names = checkout.texts("names", forms::directory_name);
    layout.marks = checkout.texts("marks", forms::checkout_path);
}

/// `set` may only override variables that the layout declares.
void check_set(const Mapping& feature, const Layout& layout) {
    const Value::Member* set = feature.find("set");
    if (set == nullptr) return;
    std::vector<std::string> declared;
    for (const auto& [name, value] : layout.variables) declared.push_back(name);
    if (declared.empty())
        throw error_at(set->at, "'set' needs variables, and the layout has none",
                       "declare them under 'variables'");
    Mapping(set->value, "'set'").allow_only(declared);
}

void read_features(const Mapping& top, Layout& layout) {
    const Value::Member* features = top.find("features");
    if (features == nullptr) return;
    for (const Value::Member& member : Mapping(features->value, "'features'").members()) {
        if (!forms::identifier.accepts(member.key))
            throw error_at(member.at,
                           fmt::format("a feature cannot have the name '{}'", member.key),
                           fmt::format("it takes {}", forms::identifier.form));
        const Mapping mapping(member.value, fmt::format("feature '{}'", member.key));
        mapping.allow_only({"exists", "set"});
        check_set(mapping, layout);
        Feature feature;
        feature.name = member.key;
        feature.at = member.at;
        feature.exists = mapping.text_or("exists", forms::checkout_path, {});
        feature.set = mapping.pairs("set", forms::identifier, forms::variable_value);
        layout.features.push_back(std::move(feature));
    }
}

std::vector<std::string> feature_names(const Layout& layout) {
    std::vector<std::string> features;
    for (const Feature& feature : layout.features) features.push_back(feature.name);
    return features;
}

std::vector<Rule> read_rules(const Mapping& mapping, Destination destination,
                             const Layout& layout) {
    const std::vector<std::string> features = feature_names(layout);
    const Value& list = mapping.require("files");
    if (list.kind != Value::Kind::list || list.items.empty())
        throw error_at(list.at, "'files' must be a list of at least one entry, not " +
                                    (list.items.empty() && list.kind == Value::Kind::list
                                         ? std::string("an empty one")
                                         : described(list)));
    std::vector<Rule> rules;
    for (const Value& item : list.items) rules.push_back(read_rule(item, destination, features));
    return rules;
}

void read_dist(const Mapping& top, Layout& layout) {
    const Mapping dist(top.require("dist"), "'dist'");
    dist.allow_only({"tarball", "prefix", "files"});
    layout.dist.tarball = dist.text("tarball", forms::dist_name);
    layout.dist.prefix = dist.text("prefix", forms::dist_name);
    layout.dist.files = read_rules(dist, Destination::tarball, layout);
}

void read_venv(const Mapping& top, Layout& layout) {
    const Value::Member* member = top.find("venv");
    if (member == nullptr) return;
    const Mapping venv(member->value, "'venv'");
    layout.venv = read_venv_recipe(venv, feature_names(layout));
    layout.venv->files = read_rules(venv, Destination::tarball, layout);
}

} // namespace

std::string Position::text() const { return fmt::format("{}:{}", file, line); }

Layout read_layout(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the layout");
    top.allow_only({"component", "package", "spec", "arch", "version-scheme", "checkout",
                    "variables", "features", "files", "dist", "venv", "web-apps"});
    Layout layout;
    layout.file = file;
    read_heading(top, layout);
    read_checkout(top, layout);
    layout.variables = top.pairs("variables", forms::identifier, forms::variable_value);
    read_features(top, layout);
    layout.files = read_rules(top, Destination::package, layout);
    read_dist(top, layout);
    read_venv(top, layout);
    if (const Value::Member* web_apps = top.find("web-apps"))
        layout.web_apps = read_web_apps(Mapping(web_apps->value, "'web-apps'"));
    return layout;
}

} // namespace calpkg::layout
