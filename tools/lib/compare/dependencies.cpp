#include "lib/compare/dependencies.hpp"

#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <utility>

namespace calpkg::compare {

namespace {

/// The three tags of a kind of dependency (rpm's docs/manual/tags.md).
struct Family {
    const char* what;
    std::uint32_t name, version, flags;
};

constexpr std::array families{
    Family{"Requires", 1049, 1050, 1048},          Family{"Provides", 1047, 1113, 1112},
    Family{"Conflicts", 1054, 1055, 1053},         Family{"Obsoletes", 1090, 1115, 1114},
    Family{"Recommends", 5046, 5047, 5048},        Family{"Suggests", 5049, 5050, 5051},
    Family{"Supplements", 5052, 5053, 5054},       Family{"Enhances", 5055, 5056, 5057},
    Family{"OrderWithRequires", 5035, 5036, 5037}, Family{"Suggests (old)", 1156, 1157, 1158},
    Family{"Enhances (old)", 1159, 1160, 1161}};

/// Bits of RPMSENSE_* that say what a dependency is for.
constexpr std::array<std::pair<unsigned, const char*>, 20> purposes{
    {{5, "posttrans"},   {6, "prereq"},        {7, "pretrans"},      {8, "interp"},
     {9, "pre"},         {10, "post"},         {11, "preun"},        {12, "postun"},
     {13, "verify"},     {14, "found by rpm"}, {15, "found by rpm"}, {19, "missingok"},
     {20, "preuntrans"}, {21, "postuntrans"},  {24, "rpmlib"},       {26, "keyring"},
     {27, "patches"},    {28, "config"},       {29, "meta"},         {30, "bit 30"}}};

struct Dependency {
    std::string name;
    std::string key; ///< what makes it the same: a version of the package's own is none
    std::string text;
};

std::vector<Dependency> dependencies_of(const rpm::RawHeader& header, const Family& family) {
    const std::vector<std::string> names = header.strings(family.name);
    const std::vector<std::string> versions = header.strings(family.version);
    const std::vector<std::uint64_t> flags = header.numbers(family.flags);
    const std::string own = rpm::evr(header);
    const std::string own_without_epoch =
        header.text(rpm::tag::version) + "-" + header.text(rpm::tag::release);
    std::vector<std::size_t> self;
    if (family.name == rpm::tag::provide_name) self = rpm::self_provides(header);
    std::vector<Dependency> all;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string version = i < versions.size() ? versions[i] : "";
        const std::uint64_t sense = i < flags.size() ? flags[i] : 0;
        const bool is_own = version == own || version == own_without_epoch;
        std::string name = names[i];
        if (std::ranges::find(self, i) != self.end())
            name = name == header.text(rpm::tag::name) ? "its name" : "its name and architecture";
        all.push_back({names[i], dependency_text(name, is_own ? "its version" : version, sense),
                       dependency_text(names[i], version, sense)});
    }
    return all;
}

/// Takes out of both what both have, each as often as it is there.
void drop_common(std::vector<Dependency>& before, std::vector<Dependency>& after) {
    std::map<std::string, std::size_t> there;
    for (const Dependency& dependency : after) ++there[dependency.key];
    std::map<std::string, std::size_t> common;
    std::erase_if(before, [&](const Dependency& dependency) {
        if (there[dependency.key] == 0) return false;
        --there[dependency.key];
        ++common[dependency.key];
        return true;
    });
    std::erase_if(after, [&](const Dependency& dependency) {
        if (common[dependency.key] == 0) return false;
        --common[dependency.key];
        return true;
    });
}

void compare_family(Headers& headers, const Family& family, Rows& rows) {
    std::vector<Dependency> before = dependencies_of(headers.before, family);
    std::vector<Dependency> after = dependencies_of(headers.after, family);
    const auto keys = [](const std::vector<Dependency>& list) {
        std::vector<std::string> all;
        for (const Dependency& dependency : list) all.push_back(dependency.key);
        return all;
    };
    const bool same = keys(before) == keys(after);
    drop_common(before, after);
    if (!same && before.empty() && after.empty())
        rows.push_back({Section::dependencies, Kind::changed, family.what, "order", "", ""});
    for (const Dependency& old : before) {
        const auto other = std::ranges::find(after, old.name, &Dependency::name);
        const bool changed = other != after.end();
        rows.push_back({Section::dependencies, changed ? Kind::changed : Kind::removed, old.name,
                        family.what, old.text, changed ? other->text : ""});
        if (changed) after.erase(other);
    }
    for (const Dependency& dependency : after)
        rows.push_back({Section::dependencies, Kind::added, dependency.name, family.what, "",
                        dependency.text});
}

} // namespace

std::string dependency_text(const std::string& name, const std::string& version,
                            std::uint64_t flags) {
    std::string text = name;
    const std::string sense = std::string((flags & 2) != 0 ? "<" : "") +
                              ((flags & 4) != 0 ? ">" : "") + ((flags & 8) != 0 ? "=" : "");
    if (!sense.empty() || !version.empty())
        text += " " + (sense.empty() ? "?" : sense) + " " + version;
    std::vector<std::string> words;
    std::uint64_t rest = flags & ~std::uint64_t{15} & ~(std::uint64_t{7} << 16) &
                         ~(std::uint64_t{1} << 25); // which trigger it belongs to
    for (const auto& [bit, word] : purposes) {
        if ((rest >> bit & 1) != 0) words.emplace_back(word);
        rest &= ~(std::uint64_t{1} << bit);
    }
    if (rest != 0) words.push_back(fmt::format("flags {:#x}", rest));
    return words.empty() ? text : fmt::format("{} ({})", text, fmt::join(words, ", "));
}

void compare_dependencies(Headers& headers, Rows& rows) {
    for (const Family& family : families) {
        compare_family(headers, family, rows);
        headers.seen.insert({family.name, family.version, family.flags});
    }
}

} // namespace calpkg::compare
