#include "lib/compare/scripts.hpp"

#include "lib/compare/dependencies.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace calpkg::compare {

namespace {

/// The tags of a scriptlet (rpm's docs/manual/tags.md).
struct Scriptlet {
    const char* name;
    std::uint32_t text, program, flags;
};

constexpr std::array scriptlets{
    Scriptlet{"%pretrans", 1151, 1153, 5024},    Scriptlet{"%pre", 1023, 1085, 5020},
    Scriptlet{"%post", 1024, 1086, 5021},        Scriptlet{"%preun", 1025, 1087, 5022},
    Scriptlet{"%postun", 1026, 1088, 5023},      Scriptlet{"%posttrans", 1152, 1154, 5025},
    Scriptlet{"%preuntrans", 5103, 5105, 5107},  Scriptlet{"%postuntrans", 5104, 5106, 5108},
    Scriptlet{"%verifyscript", 1079, 1091, 5026}};

/// The tags of a kind of triggers: one value a trigger, and one a condition with the number of its trigger.
struct Triggers {
    const char* prefix;
    std::uint32_t text, program, flags, priority;
    std::uint32_t name, version, sense, index;
};

constexpr std::array trigger_kinds{
    Triggers{"%trigger", 1065, 1092, 5027, 0, 1066, 1067, 1068, 1069},
    Triggers{"%filetrigger", 5066, 5067, 5068, 5084, 5069, 5071, 5072, 5070},
    Triggers{"%transfiletrigger", 5076, 5077, 5078, 5085, 5079, 5081, 5082, 5080}};

struct Script {
    std::string name; ///< "%post", "%triggerin -- httpd"
    std::string text;
};

/// Always of several lines, so that two are shown as a diff.
std::string script_text(const std::string& program, std::uint64_t flags, std::uint64_t priority,
                        const std::string& body) {
    std::string text = "#!" + program + "\n";
    if (flags != 0) text += fmt::format("# flags: {:#x}\n", flags);
    if (priority != 0) text += fmt::format("# priority: {}\n", priority);
    text += body;
    if (!text.ends_with('\n')) text += '\n';
    return text;
}

template <typename Value>
Value value_at(const std::vector<Value>& values, std::size_t index) {
    return index < values.size() ? values[index] : Value();
}

std::vector<Script> scriptlets_of(const rpm::RawHeader& header) {
    std::vector<Script> all;
    for (const Scriptlet& scriptlet : scriptlets)
        if (header.has(scriptlet.text) || header.has(scriptlet.program))
            all.push_back(
                {scriptlet.name,
                 script_text(fmt::format("{}", fmt::join(header.strings(scriptlet.program), " ")),
                             header.number(scriptlet.flags), 0, header.text(scriptlet.text))});
    return all;
}

const char* trigger_suffix(std::uint64_t sense) {
    if ((sense >> 25 & 1) != 0) return "prein";
    if ((sense >> 16 & 1) != 0) return "in";
    if ((sense >> 17 & 1) != 0) return "un";
    return "postun";
}

std::vector<Script> triggers_of(const rpm::RawHeader& header, const Triggers& kind) {
    const std::vector<std::string> bodies = header.strings(kind.text);
    const std::vector<std::string> programs = header.strings(kind.program);
    const std::vector<std::uint64_t> flags = header.numbers(kind.flags);
    const std::vector<std::uint64_t> priorities = header.numbers(kind.priority);
    const std::vector<std::string> names = header.strings(kind.name);
    const std::vector<std::string> versions = header.strings(kind.version);
    const std::vector<std::uint64_t> senses = header.numbers(kind.sense);
    const std::vector<std::uint64_t> indexes = header.numbers(kind.index);
    std::vector<Script> all;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        std::vector<std::string> conditions;
        const char* suffix = "";
        for (std::size_t j = 0; j < std::min(names.size(), indexes.size()); ++j) {
            if (indexes[j] != i) continue;
            suffix = trigger_suffix(value_at(senses, j));
            conditions.push_back(
                dependency_text(names[j], value_at(versions, j), value_at(senses, j)));
        }
        const std::string name =
            fmt::format("{}{} -- {}", kind.prefix, suffix, fmt::join(conditions, ", "));
        all.push_back({name, "# " + name + "\n" +
                                 script_text(value_at(programs, i), value_at(flags, i),
                                             value_at(priorities, i), bodies[i])});
    }
    return all;
}

void compare_lists(std::vector<Script> before, std::vector<Script> after, bool by_place,
                   Rows& rows) {
    const auto add = [&](const Script* old, const Script* now) {
        const std::string& name = old == nullptr ? now->name : old->name;
        rows.push_back(text_row(Section::scripts, name, "script",
                                old == nullptr ? nullptr : &old->text,
                                now == nullptr ? nullptr : &now->text));
    };
    std::erase_if(before, [&](const Script& old) {
        const auto other = std::ranges::find(after, old.name, &Script::name);
        if (other == after.end()) return false;
        if (old.text != other->text) add(&old, &*other);
        after.erase(other);
        return true;
    });
    // What is left of triggers has other conditions.
    const std::size_t pairs = by_place ? std::min(before.size(), after.size()) : 0;
    for (std::size_t i = 0; i < pairs; ++i) add(&before[i], &after[i]);
    for (std::size_t i = pairs; i < before.size(); ++i) add(&before[i], nullptr);
    for (std::size_t i = pairs; i < after.size(); ++i) add(nullptr, &after[i]);
}

} // namespace

void compare_scripts(Headers& headers, Rows& rows) {
    compare_lists(scriptlets_of(headers.before), scriptlets_of(headers.after), false, rows);
    for (const Scriptlet& scriptlet : scriptlets)
        headers.seen.insert({scriptlet.text, scriptlet.program, scriptlet.flags});
    for (const Triggers& kind : trigger_kinds) {
        compare_lists(triggers_of(headers.before, kind), triggers_of(headers.after, kind), true,
                      rows);
        headers.seen.insert(
            {kind.text, kind.program, kind.flags, kind.name, kind.version, kind.sense, kind.index});
        if (kind.priority != 0) headers.seen.insert(kind.priority);
    }
}

} // namespace calpkg::compare
