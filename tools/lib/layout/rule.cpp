#include "lib/layout/rule.hpp"

#include "lib/layout/mapping.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calpkg::layout {

namespace {

using Kind = Rule::Kind;

struct KindName {
    const char* key;
    Kind kind;
    bool in_tarball;
};

constexpr KindName kinds[] = {
    {"file", Kind::file, true}, {"tree", Kind::tree, true}, {"dir", Kind::dir, true},
    {"link", Kind::link, true}, {"text", Kind::text, true}, {"venv", Kind::venv, false},
    {"egg", Kind::egg, false},
};

constexpr unsigned bit(Kind kind) { return 1U << static_cast<unsigned>(kind); }
constexpr unsigned sources = bit(Kind::file) | bit(Kind::tree);
constexpr unsigned egg = bit(Kind::egg);
constexpr unsigned contents = sources | bit(Kind::text);
constexpr unsigned every_kind = contents | bit(Kind::dir) | bit(Kind::link) | bit(Kind::venv) | egg;

/// Which keys go with which kinds, and which of them mean something in a tarball.
struct KeyRule {
    Key key;
    unsigned kinds;
    bool in_tarball;
};

const std::vector<KeyRule>& key_rules() {
    static const std::vector<KeyRule> table{
        {{"to", takes::text(forms::installed_path), required}, sources | egg, true},
        {{"or", takes::texts(forms::checkout_path)}, bit(Kind::file), true},
        {{"target", takes::text(forms::link_target), required}, bit(Kind::link), true},
        {{"content", takes::text(forms::anything), required}, bit(Kind::text), true},
        {{"mode", takes::mode()}, contents | bit(Kind::dir), true},
        {{"dir-mode", takes::mode()}, bit(Kind::tree), true},
        {{"modes", takes::map(forms::glob, takes::mode())}, bit(Kind::tree), true},
        {{"owner", takes::text(forms::owner)}, every_kind, false},
        {{"config", takes::flag()}, contents, false},
        {{"doc", takes::flag()}, contents, false},
        {{"license", takes::flag()}, contents, false},
        {{"optional", takes::flag()}, sources | egg, true},
        {{"own-root", takes::flag()}, bit(Kind::tree), false},
        {{"files", takes::word({"tracked", "all"})}, sources, true},
        {{"exclude", takes::texts(forms::glob)}, bit(Kind::tree), true},
        {{"include", takes::texts(forms::glob)}, bit(Kind::tree), true},
        {{"when", takes::names()}, every_kind, true},
        {{"unless", takes::names()}, every_kind, true},
        {{"when-missing", takes::text(forms::checkout_path)}, every_kind, true},
        {{"shebang", takes::text(forms::interpreter)}, sources | egg, true},
        {{"prepend", takes::text(forms::anything)}, sources, true},
        {{"replace", takes::map(forms::line, takes::text(forms::anything))}, sources | egg, true},
        {{"policy-module", takes::text(forms::variable_value)}, bit(Kind::file), false},
        {{"bytecode-ghosts", takes::flag()}, sources | egg, false},
        {{"web-app", takes::flag()}, bit(Kind::tree), false},
        {{"remedy", takes::text(forms::line)}, sources | egg, true},
        {{"scripts", takes::text(forms::installed_path)}, egg, false},
        {{"path-file", takes::text(forms::path_file)}, egg, false},
        {{"write", takes::map(forms::checkout_path, takes::text(forms::anything))}, egg, false},
        {{"setup", takes::map(forms::python_name, takes::text(forms::line))}, egg, false},
        {{"ghosts", takes::texts(forms::glob)}, bit(Kind::venv), false},
    };
    return table;
}

bool fits(const KeyRule& rule, Kind kind, Destination destination) {
    return (rule.kinds & bit(kind)) != 0 &&
           (destination == Destination::package || rule.in_tarball);
}

std::vector<std::string> kind_keys(Destination destination) {
    std::vector<std::string> keys;
    for (const KindName& name : kinds)
        if (destination == Destination::package || name.in_tarball) keys.emplace_back(name.key);
    return keys;
}

/// The one kind among the keys of `mapping`.
const KindName& kind_of(const Mapping& mapping, Destination destination) {
    const KindName* found = nullptr;
    for (const KindName& name : kinds) {
        const Value::Member* member = mapping.find(name.key);
        if (member == nullptr) continue;
        if (found != nullptr)
            throw error_at(
                member->at,
                fmt::format("an entry cannot be both '{}' and '{}'", found->key, name.key),
                "make two entries of it");
        if (destination == Destination::tarball && !name.in_tarball)
            throw error_at(member->at,
                           fmt::format("'{}' is not allowed in a source tarball", name.key),
                           fmt::format("one of: {}", fmt::join(kind_keys(destination), ", ")));
        found = &name;
    }
    if (found != nullptr) return *found;

    std::vector<std::string> known = kind_keys(destination);
    const std::string remedy = fmt::format("add one of: {}", fmt::join(known, ", "));
    for (const KeyRule& rule : key_rules()) known.push_back(rule.key.name);
    mapping.allow_only(known);
    throw error_at(mapping.at(), "the entry does not say what it is", remedy);
}

/// Where an entry goes. Only a tree can be the top itself.
Form destination_form(Kind kind, Destination destination) {
    const bool in_package = destination == Destination::package;
    return takes::text(in_package ? forms::installed_path : forms::tarball_path,
                       in_package || kind == Kind::tree ? "" : R"(^\.$)");
}

Keys make_keys(const KindName& kind, Destination destination) {
    const Form to = destination_form(kind.kind, destination);
    const bool has_source = ((sources | egg) & bit(kind.kind)) != 0;
    const Form source =
        takes::text(kind.kind == Kind::tree ? forms::checkout_tree : forms::checkout_path);
    Keys keys{{{kind.key, has_source ? source : to, required}}};
    for (const KeyRule& rule : key_rules()) {
        if (!fits(rule, kind.kind, destination)) continue;
        keys.keys.push_back(rule.key);
        if (rule.key.name == "to") keys.keys.back().form = to;
    }
    return keys;
}

/// Of each kind.
const std::vector<Keys>& all_keys(Destination destination) {
    const auto make = [](Destination of) {
        std::vector<Keys> all;
        for (const KindName& kind : kinds) all.push_back(make_keys(kind, of));
        return all;
    };
    static const std::vector<Keys> package = make(Destination::package),
                                   tarball = make(Destination::tarball);
    return destination == Destination::package ? package : tarball;
}

const Keys& keys_of(const KindName& kind, Destination destination) {
    return all_keys(destination)[static_cast<std::size_t>(&kind - std::begin(kinds))];
}

/// Refuses keys of other kinds.
void check_keys(const Mapping& mapping, const KindName& kind, Destination destination) {
    for (const KeyRule& rule : key_rules()) {
        const Value::Member* member = mapping.find(rule.key.name);
        if (member == nullptr || fits(rule, kind.kind, destination)) continue;
        const bool elsewhere = (rule.kinds & bit(kind.kind)) != 0;
        throw error_at(
            member->at,
            fmt::format("'{}' cannot be used with '{}'{}", rule.key.name, kind.key,
                        elsewhere ? " in a source tarball" : ""),
            fmt::format("use only: {}", fmt::join(keys_of(kind, destination).names(), ", ")));
    }
}

void read_destination(const Mapping& mapping, const KindName& kind, Rule& entry) {
    if (((sources | egg) & bit(kind.kind)) != 0) {
        entry.source = mapping.text(kind.key);
        entry.to = mapping.text("to");
    } else {
        entry.to = mapping.text(kind.key);
        if (kind.kind == Kind::link) entry.source = mapping.text("target");
        if (kind.kind == Kind::text) entry.source = mapping.text("content");
    }
    if (kind.kind != Kind::tree && entry.to == ".")
        throw error_at(mapping.at(), fmt::format("'{}' needs a name, not '.'", kind.key));
}

void read_owner(const Mapping& mapping, Rule& entry) {
    if (mapping.find("owner") == nullptr) return;
    const std::string text = mapping.text("owner");
    const std::size_t colon = text.find(':');
    entry.user = text.substr(0, colon);
    entry.group = text.substr(colon + 1);
}

void read_attributes(const Mapping& mapping, Rule& entry) {
    entry.mode = mapping.mode("mode");
    entry.dir_mode = mapping.mode("dir-mode");
    read_owner(mapping, entry);
    entry.config = mapping.flag_or("config", entry.config);
    entry.doc = mapping.flag_or("doc", entry.doc);
    entry.license = mapping.flag_or("license", entry.license);
    entry.optional = mapping.flag_or("optional", entry.optional);
    entry.own_root = mapping.flag_or("own-root", entry.own_root);
    entry.bytecode_ghosts = mapping.flag_or("bytecode-ghosts", entry.bytecode_ghosts);
    entry.web_app = mapping.flag_or("web-app", entry.web_app);
    entry.remedy = mapping.text_or("remedy", {});
}

void read_selection(const Mapping& mapping, Rule& entry) {
    if (mapping.find("files") != nullptr)
        entry.files = mapping.word("files") == "all" ? Files::all : Files::tracked;
    entry.others = mapping.texts_or_none("or");
    entry.exclude = mapping.texts_or_none("exclude");
    entry.include = mapping.texts_or_none("include");
    entry.ghosts = mapping.texts_or_none("ghosts");
    const Value::Member* modes = mapping.find("modes");
    if (modes == nullptr) return;
    for (const Value::Member& rule : Mapping(modes->value, "'modes'").members()) {
        if (!forms::glob.accepts(rule.key))
            throw error_at(rule.at, fmt::format("'modes' cannot have the pattern '{}'", rule.key),
                           fmt::format("it takes {}", forms::glob.form));
        entry.modes.push_back({rule.key, mode_of(rule.value, rule.key)});
    }
}

void read_conditions(const Mapping& mapping, const std::vector<std::string>& features,
                     Rule& entry) {
    const auto named = [&](const char* key) -> std::vector<std::string> {
        if (mapping.find(key) == nullptr) return {};
        if (features.empty())
            throw error_at(mapping.find(key)->at,
                           fmt::format("'{}' needs a feature, and the layout has none", key),
                           "declare it under 'features'");
        return mapping.names_or_none(key, features);
    };
    entry.when = named("when");
    entry.unless = named("unless");
    entry.when_missing = mapping.text_or("when-missing", {});
}

void read_edits(const Mapping& mapping, Rule& entry) {
    entry.shebang = mapping.text_or("shebang", {});
    entry.prepend = mapping.text_or("prepend", {});
    entry.replace = mapping.pairs("replace");
    entry.policy_module = mapping.text_or("policy-module", {});
}

void read_egg(const Mapping& mapping, Rule& entry) {
    entry.scripts = mapping.text_or("scripts", {});
    entry.path_file = mapping.text_or("path-file", {});
    entry.write = mapping.pairs("write");
    entry.setup = mapping.pairs("setup");
}

} // namespace

Form rules_form(Destination destination) {
    std::vector<const Keys*> all;
    for (const KindName& kind : kinds)
        if (destination == Destination::package || kind.in_tarball)
            all.push_back(&keys_of(kind, destination));
    return takes::list(takes::one_of(all), 1);
}

Rule read_rule(const Value& value, Destination destination,
               const std::vector<std::string>& features) {
    const Mapping any(value, "an entry");
    const KindName& kind = kind_of(any, destination);
    check_keys(any, kind, destination);
    const Mapping mapping(value, "an entry", keys_of(kind, destination));
    Rule entry;
    entry.kind = kind.kind;
    entry.at = value.at;
    read_destination(mapping, kind, entry);
    read_attributes(mapping, entry);
    read_selection(mapping, entry);
    read_conditions(mapping, features, entry);
    read_edits(mapping, entry);
    read_egg(mapping, entry);
    return entry;
}

} // namespace calpkg::layout
