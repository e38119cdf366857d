#include "lib/layout/layout.hpp"

#include "lib/layout/mapping.hpp"
#include "lib/layout/rule.hpp"
#include "lib/layout/venv.hpp"
#include "lib/layout/web_apps.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace calpkg::layout {

namespace {

/// Of the days with that form, those of other years and months.
constexpr const char* kNoDay =
    "^(?!(198[1-9]|199[0-9]|20[0-9]{2}|210[0-5])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$)";

const Keys& checkout_keys() {
    static const Keys keys{{{"names", takes::texts(forms::directory_name), required},
                            {"marks", takes::texts(forms::checkout_path), required}}};
    return keys;
}

const Keys& feature_keys() {
    static const Keys keys{
        {{"exists", takes::text(forms::checkout_path)},
         {"set", takes::map(forms::identifier, takes::text(forms::variable_value))}}};
    return keys;
}

const Keys& dist_keys() {
    static const Keys keys{{{"tarball", takes::text(forms::dist_name), required},
                            {"prefix", takes::text(forms::dist_name), required},
                            {"files", rules_form(Destination::tarball), required}}};
    return keys;
}

/// Midnight UTC of the day "2026-11-29".
std::int64_t read_date(const Mapping& top) {
    const std::string text = top.text("date");
    const std::chrono::year_month_day day{
        std::chrono::year(std::stoi(text.substr(0, 4))),
        std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
        std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(8, 2))))};
    if (!day.ok() || day.year() < std::chrono::year(1981) || day.year() > std::chrono::year(2105))
        throw error_at(top.require("date").at, fmt::format("there is no {} that rpm knows", text),
                       "give the day of this version, from 1981 to 2105");
    return std::chrono::seconds(std::chrono::sys_days(day).time_since_epoch()).count();
}

/// Refuses what only a component with a checkout can have, in one that has none, and the other way round.
void check_sources(const Mapping& top) {
    const bool checkout = top.find("checkout") != nullptr;
    const auto refuse = [&](const char* key, const char* remedy) {
        if (const Value::Member* member = top.find(key))
            throw error_at(member->at,
                           fmt::format("'{}' cannot be used {} 'checkout'", key,
                                       checkout ? "with" : "without"),
                           remedy);
    };
    if (checkout)
        for (const char* key : {"version", "date"})
            refuse(key, "remove it: the checkout's tags say it");
    else
        for (const char* key : {"version-scheme", "dist", "venv"})
            refuse(key, "say with 'checkout' what it is made from, or remove it");
}

void read_heading(const Mapping& top, Layout& layout) {
    layout.component = top.text("component");
    const std::string stem = layout.file.stem().string();
    if (layout.component != stem)
        throw error_at(top.require("component").at,
                       fmt::format("the layout of '{}' is in '{}'", layout.component,
                                   layout.file.filename().string()),
                       fmt::format("rename the file to '{}.yaml'", layout.component));
    layout.package = top.text("package");
    layout.spec = top.text("spec");
    layout.arch = top.word("arch");
    // Where the version comes from is where the files do.
    if (top.find("checkout") != nullptr) {
        layout.scheme = top.word("version-scheme");
    } else {
        layout.version = top.text("version");
        layout.time = read_date(top);
    }
}

void read_checkout(const Mapping& top, Layout& layout) {
    if (top.find("checkout") == nullptr) return;
    const Mapping checkout(top.require("checkout"), "'checkout'", checkout_keys());
    layout.names = checkout.texts("names");
    layout.marks = checkout.texts("marks");
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
        const Mapping mapping(member.value, fmt::format("feature '{}'", member.key),
                              feature_keys());
        check_set(mapping, layout);
        Feature feature;
        feature.name = member.key;
        feature.at = member.at;
        feature.exists = mapping.text_or("exists", {});
        feature.set = mapping.pairs("set");
        layout.features.push_back(std::move(feature));
    }
}

const std::vector<std::string> kSettingForms{"host", "number", "port", "word"};

SettingForm form_from(const Value::Member& setting) {
    const std::string word = word_of(setting.value, setting.key, kSettingForms);
    return word == "host"     ? SettingForm::host
           : word == "number" ? SettingForm::number
           : word == "port"   ? SettingForm::port
                              : SettingForm::word;
}

void read_settings(const Mapping& top, Layout& layout) {
    const Value::Member* member = top.find("settings");
    if (member == nullptr) return;
    const Mapping settings(member->value, "'settings'");
    for (const Value::Member& setting : settings.members()) {
        if (!forms::identifier.accepts(setting.key))
            throw error_at(setting.at,
                           fmt::format("a setting cannot have the name '{}'", setting.key),
                           fmt::format("it takes {}", forms::identifier.form));
        if (layout.variables.contains(setting.key) ||
            std::ranges::count(layout.features, setting.key, &Feature::name) > 0)
            throw error_at(setting.at,
                           fmt::format("'{}' is a variable or a feature already", setting.key),
                           "give the setting another name");
        layout.settings.push_back({setting.key, form_from(setting)});
    }
}

std::vector<std::string> feature_names(const Layout& layout) {
    std::vector<std::string> features;
    for (const Setting& setting : layout.settings) features.push_back(setting.name);
    for (const Feature& feature : layout.features) features.push_back(feature.name);
    return features;
}

/// What takes a rule of each kind only from a checkout.
void check_rule(const Rule& rule, const Layout& layout) {
    if (layout.has_checkout()) return;
    const bool built = rule.kind == Rule::Kind::egg || rule.kind == Rule::Kind::venv;
    if (built || rule.web_app || rule.files == Files::all)
        throw error_at(rule.at, "eggs, virtualenvs, web apps and 'files: all' need a 'checkout'",
                       "say with 'checkout' what the component is made from");
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
    for (const Value& item : list.items) {
        rules.push_back(read_rule(item, destination, features));
        check_rule(rules.back(), layout);
    }
    return rules;
}

void read_dist(const Mapping& top, Layout& layout) {
    const Value::Member* member = top.find("dist");
    if (member == nullptr) return;
    const Mapping dist(member->value, "'dist'", dist_keys());
    layout.dist.tarball = dist.text("tarball");
    layout.dist.prefix = dist.text("prefix");
    layout.dist.files = read_rules(dist, Destination::tarball, layout);
}

void read_venv(const Mapping& top, Layout& layout) {
    const Value::Member* member = top.find("venv");
    if (member == nullptr) return;
    const Mapping venv(member->value, "'venv'", venv_recipe_keys());
    layout.venv = read_venv_recipe(venv, feature_names(layout));
    layout.venv->files = read_rules(venv, Destination::tarball, layout);
}

} // namespace

std::string Position::text() const { return fmt::format("{}:{}", file, line); }

const Keys& layout_keys() {
    static const Keys keys{
        {{"component", takes::text(forms::identifier), required},
         {"package", takes::text(forms::package_name), required},
         {"spec", takes::text(forms::spec_name), required},
         {"arch", takes::word({"target", "noarch"}), required},
         {"version-scheme", takes::word({"calamari", "diamond"})}, // checkout::Scheme
         {"version", takes::text(forms::version)},
         {"date", takes::text(forms::date, kNoDay)},
         {"checkout", takes::mapping(checkout_keys())},
         {"variables", takes::map(forms::identifier, takes::text(forms::variable_value))},
         {"features", takes::map(forms::identifier, takes::mapping(feature_keys()))},
         {"settings", takes::map(forms::identifier, takes::word(kSettingForms))},
         {"files", rules_form(Destination::package), required},
         {"dist", takes::mapping(dist_keys())},
         {"venv", takes::mapping(venv_recipe_keys())},
         {"web-apps", takes::mapping(web_apps_keys())}},
        {{{"checkout", "version-scheme"}, {"version", "date"}},
         {{"version", "date"}, {"checkout", "version-scheme", "dist", "venv"}}}};
    return keys;
}

Layout read_layout(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the layout", layout_keys());
    check_sources(top);
    Layout layout;
    layout.file = file;
    read_heading(top, layout);
    read_checkout(top, layout);
    layout.variables = top.pairs("variables");
    read_features(top, layout);
    read_settings(top, layout);
    layout.files = read_rules(top, Destination::package, layout);
    read_dist(top, layout);
    read_venv(top, layout);
    if (const Value::Member* web_apps = top.find("web-apps"))
        layout.web_apps = read_web_apps(web_apps->value);
    return layout;
}

} // namespace calpkg::layout
