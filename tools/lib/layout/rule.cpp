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
    const char* key;
    unsigned kinds;
    bool in_tarball;
};

constexpr KeyRule key_rules[] = {
    {"to", sources | egg, true},
    {"or", bit(Kind::file), true},
    {"target", bit(Kind::link), true},
    {"content", bit(Kind::text), true},
    {"mode", contents | bit(Kind::dir), true},
    {"dir-mode", bit(Kind::tree), true},
    {"modes", bit(Kind::tree), true},
    {"owner", every_kind, false},
    {"config", contents, false},
    {"doc", contents, false},
    {"license", contents, false},
    {"optional", sources | egg, true},
    {"own-root", bit(Kind::tree), false},
    {"files", sources, true},
    {"exclude", bit(Kind::tree), true},
    {"include", bit(Kind::tree), true},
    {"when", every_kind, true},
    {"unless", every_kind, true},
    {"when-missing", every_kind, true},
    {"shebang", sources | egg, true},
    {"prepend", sources, true},
    {"replace", sources | egg, true},
    {"policy-module", bit(Kind::file), false},
    {"bytecode-ghosts", sources | egg, false},
    {"web-app", bit(Kind::tree), false},
    {"remedy", sources | egg, true},
    {"scripts", egg, false},
    {"path-file", egg, false},
    {"write", egg, false},
    {"setup", egg, false},
    {"ghosts", bit(Kind::venv), false},
};

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
    for (const KeyRule& rule : key_rules) known.emplace_back(rule.key);
    mapping.allow_only(known);
    throw error_at(mapping.at(), "the entry does not say what it is", remedy);
}

/// Refuses keys that nobody knows and keys of other kinds.
void check_keys(const Mapping& mapping, const KindName& kind, Destination destination) {
    std::vector<std::string> known{kind.key};
    for (const KeyRule& rule : key_rules)
        if (fits(rule, kind.kind, destination)) known.emplace_back(rule.key);
    for (const KeyRule& rule : key_rules) {
        const Value::Member* member = mapping.find(rule.key);
        if (member == nullptr || fits(rule, kind.kind, destination)) continue;
        const bool elsewhere = (rule.kinds & bit(kind.kind)) != 0;
        throw error_at(member->at,
                       fmt::format("'{}' cannot be used with '{}'{}", rule.key, kind.key,
                                   elsewhere ? " in a source tarball" : ""),
                       fmt::format("use only: {}", fmt::join(known, ", ")));
    }
    mapping.allow_only(known);
}

void read_destination(const Mapping& mapping, const KindName& kind, Destination destination,
                      Rule& entry) {
    const TextForm& to =
        destination == Destination::package ? forms::installed_path : forms::tarball_path;
    if (((sources | egg) & bit(kind.kind)) != 0) {
        entry.source = mapping.text(
            kind.key, kind.kind == Kind::tree ? forms::checkout_tree : forms::checkout_path);
        entry.to = mapping.text("to", to);
    } else {
        entry.to = mapping.text(kind.key, to);
        if (kind.kind == Kind::link) entry.source = mapping.text("target", forms::link_target);
        if (kind.kind == Kind::text) entry.source = mapping.text("content", forms::anything);
    }
    if (kind.kind != Kind::tree && entry.to == ".")
        throw error_at(mapping.at(), fmt::format("'{}' needs a name, not '.'", kind.key));
}

void read_owner(const Mapping& mapping, Rule& entry) {
    const Value::Member* member = mapping.find("owner");
    if (member == nullptr) return;
    const std::string text = text_of(member->value, "owner", forms::line);
    const std::size_t colon = text.find(':');
    entry.user = text.substr(0, colon);
    entry.group = colon == std::string::npos ? std::string() : text.substr(colon + 1);
    if (!forms::owner_name.accepts(entry.user) || !forms::owner_name.accepts(entry.group))
        throw error_at(member->value.at, fmt::format("'owner' cannot be '{}'", text),
                       fmt::format("it takes {}", forms::owner_name.form));
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
    entry.remedy = mapping.text_or("remedy", forms::line, {});
}

void read_selection(const Mapping& mapping, Rule& entry) {
    if (mapping.find("files") != nullptr)
        entry.files =
            mapping.word("files", {"tracked", "all"}) == "all" ? Files::all : Files::tracked;
    entry.others = mapping.texts_or_none("or", forms::checkout_path);
    entry.exclude = mapping.texts_or_none("exclude", forms::glob);
    entry.include = mapping.texts_or_none("include", forms::glob);
    entry.ghosts = mapping.texts_or_none("ghosts", forms::glob);
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
        return mapping.words_or_none(key, features);
    };
    entry.when = named("when");
    entry.unless = named("unless");
    entry.when_missing = mapping.text_or("when-missing", forms::checkout_path, {});
}

void read_edits(const Mapping& mapping, Rule& entry) {
    entry.shebang = mapping.text_or("shebang", forms::interpreter, {});
    entry.prepend = mapping.text_or("prepend", forms::anything, {});
    entry.replace = mapping.pairs("replace", forms::line, forms::anything);
    entry.policy_module = mapping.text_or("policy-module", forms::variable_value, {});
}

void read_egg(const Mapping& mapping, Rule& entry) {
    entry.scripts = mapping.text_or("scripts", forms::installed_path, {});
    entry.path_file = mapping.text_or("path-file", forms::path_file, {});
    entry.write = mapping.pairs("write", forms::checkout_path, forms::anything);
    entry.setup = mapping.pairs("setup", forms::python_name, forms::line);
}

} // namespace

Rule read_rule(const Value& value, Destination destination,
               const std::vector<std::string>& features) {
    const Mapping mapping(value, "an entry");
    const KindName& kind = kind_of(mapping, destination);
    check_keys(mapping, kind, destination);
    Rule entry;
    entry.kind = kind.kind;
    entry.at = value.at;
    read_destination(mapping, kind, destination, entry);
    read_attributes(mapping, entry);
    read_selection(mapping, entry);
    read_conditions(mapping, features, entry);
    read_edits(mapping, entry);
    read_egg(mapping, entry);
    return entry;
}

} // namespace calpkg::layout
