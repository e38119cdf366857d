#include "lib/compare/policy/policy.hpp"

#include "lib/compare/contents/row.hpp"
#include "lib/layout/mapping.hpp"
#include "lib/layout/text_form.hpp"
#include "lib/layout/yaml.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace calpkg::compare {

namespace {

using layout::Mapping;
namespace forms = layout::forms;

std::vector<std::string> section_names() {
    std::vector<std::string> names;
    for (int i = 0; i <= static_cast<int>(Section::noise); ++i)
        names.emplace_back(to_string(static_cast<Section>(i)));
    return names;
}

/// One text or a list of some; none when the key is not there.
std::vector<std::string> texts(const Mapping& mapping, std::string_view key) {
    const layout::Value::Member* member = mapping.find(key);
    if (member == nullptr) return {};
    if (member->value.kind == layout::Value::Kind::scalar) return {mapping.text(key, forms::line)};
    return mapping.texts(key, forms::line);
}

AllowRule read_rule(const layout::Value& value) {
    const Mapping mapping(value, "a rule of 'allow'");
    mapping.allow_only({"package", "path", "tag", "section", "kind", "reason"});
    AllowRule rule;
    rule.line = mapping.at().line;
    rule.packages = texts(mapping, "package");
    rule.paths = texts(mapping, "path");
    rule.tags = texts(mapping, "tag");
    rule.sections = mapping.words_or_none("section", section_names());
    rule.kinds = mapping.words_or_none("kind", {"added", "removed", "changed"});
    rule.reason = mapping.text("reason", forms::line);
    if (rule.packages.empty() && rule.paths.empty() && rule.tags.empty() && rule.sections.empty() &&
        rule.kinds.empty())
        throw layout::error_at(mapping.at(), "a rule of 'allow' does not say what it allows",
                               "name a 'path', 'tag', 'section', 'kind' or 'package'; path: \"**\" "
                               "allows everything");
    return rule;
}

/// "5 %", "200 kB", "3": a number with its unit.
struct Amount {
    double number = 0;
    bool percent = false;
    std::string unit;
};

/// Whether an amount can be of that size: files are counted, the others have bytes.
bool is_of(const Amount& amount, const std::string& size) {
    const bool files = amount.unit == "files", plain = amount.unit.empty() || amount.percent;
    return plain || files == (size == "files");
}

std::optional<Amount> amount_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    Amount amount;
    const char* const end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, amount.number);
    constexpr double most = 1e15; // what doubles count exactly, a petabyte
    if (failure != std::errc() || !(amount.number >= 0 && amount.number <= most)) return {};
    std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    static const std::map<std::string_view, double> units{
        {"", 1}, {"bytes", 1}, {"files", 1}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"%", 1}};
    const auto factor = units.find(unit);
    if (factor == units.end()) return {};
    amount.number = std::min(amount.number * factor->second, most);
    amount.percent = unit == "%";
    amount.unit = unit;
    return amount;
}

Budget read_budget(const layout::Value& value) {
    const Mapping mapping(value, "a budget");
    mapping.allow_only({"package", "size", "grows"});
    Budget budget;
    budget.line = mapping.at().line;
    budget.packages = texts(mapping, "package");
    budget.size = mapping.word("size", {"package", "installed", "files"});
    const std::optional<Amount> amount = amount_of(mapping.text("grows", forms::line));
    if (!amount || !is_of(*amount, budget.size))
        throw layout::error_at(mapping.find("grows")->at, "'grows' is not an amount",
                               "write it as '5 %', '200 kB' or '3 files'");
    if (amount->percent)
        budget.percent = amount->number;
    else
        budget.most = static_cast<std::int64_t>(amount->number);
    return budget;
}

const std::vector<layout::Value>& items_of(const layout::Value::Member* member) {
    static const std::vector<layout::Value> none;
    if (member == nullptr) return none;
    if (member->value.kind != layout::Value::Kind::list)
        throw layout::error_at(member->at,
                               "'" + member->key + "' is " + layout::described(member->value),
                               "write a list");
    return member->value.items;
}

} // namespace

Policy read_policy(const std::filesystem::path& file) {
    const layout::Value document = layout::read_yaml(file);
    const Mapping mapping(document, "the policy");
    mapping.allow_only({"allow", "budgets"});
    Policy policy;
    policy.file = file.string();
    for (const layout::Value& item : items_of(mapping.find("allow")))
        policy.allow.push_back(read_rule(item));
    for (const layout::Value& item : items_of(mapping.find("budgets")))
        policy.budgets.push_back(read_budget(item));
    return policy;
}

} // namespace calpkg::compare
