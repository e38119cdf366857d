#include "lib/egg/diff.hpp"

#include "lib/diff/text_diff.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace calpkg::egg {

namespace {

using Content = std::optional<std::string>;

Content content_of(const Egg& egg, const std::string& member) {
    if (!egg.has(member)) return {};
    return egg.read(member);
}

/// False for what is damaged in a zip. What the system cannot read is an error.
bool is_readable(const Egg& egg, const std::string& member) {
    if (!egg.is_zip()) return true;
    try {
        egg.read(member);
        return true;
    } catch (const report::Error&) {
        return false;
    }
}

Difference difference(const std::string& member, const Content& before, const Content& after) {
    Difference result{!before  ? Difference::Kind::added
                      : !after ? Difference::Kind::removed
                               : Difference::Kind::changed,
                      member, true, ""};
    result.text = diff::is_text(before.value_or("")) && diff::is_text(after.value_or(""));
    if (result.text)
        result.unified = diff::unified_diff(report::escaped(member), before ? &*before : nullptr,
                                            after ? &*after : nullptr);
    return result;
}

void add_names(const Egg& egg, bool (*counts)(const std::string&), std::set<std::string>& names) {
    for (const Member& member : egg.members())
        if (!member.directory && (counts == nullptr || counts(member.name)))
            names.insert(member.name);
}

std::vector<Difference> compare(const Egg& before, const Egg& after,
                                const std::set<std::string>& names) {
    const bool plain = before.is_plain() || after.is_plain();
    std::vector<Difference> differences;
    for (const std::string& name : names) {
        if (plain && name.starts_with("EGG-INFO/")) continue;
        const Content old_content = content_of(before, name), new_content = content_of(after, name);
        if (old_content != new_content)
            differences.push_back(difference(name, old_content, new_content));
    }
    return differences;
}

} // namespace

std::vector<Difference> diff(const Egg& before, const Egg& after,
                             bool (*counts)(const std::string& member)) {
    std::set<std::string> names;
    add_names(before, counts, names);
    add_names(after, counts, names);
    return compare(before, after, names);
}

std::vector<Difference> diff(const Egg& before, const Egg& after,
                             const std::set<std::string>& members) {
    std::set<std::string> readable;
    std::vector<Difference> differences;
    for (const std::string& name : members) {
        if (!before.has(name) || is_readable(before, name))
            readable.insert(name);
        else
            differences.push_back(
                {after.has(name) ? Difference::Kind::changed : Difference::Kind::removed, name,
                 false, ""});
    }
    for (Difference& difference : compare(before, after, readable))
        differences.push_back(std::move(difference));
    std::ranges::sort(differences, {}, &Difference::member);
    return differences;
}

const char* to_string(Difference::Kind kind) {
    using Kind = Difference::Kind;
    switch (kind) {
    case Kind::added: return "added";
    case Kind::removed: return "removed";
    case Kind::changed: return "changed";
    }
    return "";
}

std::string to_text(const std::vector<Difference>& differences) {
    std::string out;
    for (const Difference& difference : differences) {
        const std::string name = report::escaped(difference.member);
        if (difference.text && !difference.unified.empty())
            out += difference.unified;
        else if (difference.kind == Difference::Kind::changed)
            out += fmt::format("Binary files a/{0} and b/{0} differ\n", name);
        else if (difference.kind == Difference::Kind::added)
            out += fmt::format("Only in b: {}\n", name);
        else
            out += fmt::format("Only in a: {}\n", name);
    }
    return out;
}

} // namespace calpkg::egg
