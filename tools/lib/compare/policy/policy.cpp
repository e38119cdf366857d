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

using layout::Keys;
using layout::Mapping;
namespace takes = layout::takes;
namespace forms = layout::forms;

std::vector<std::string> section_names() {
    std::vector<std::string> names;
    for (int i = 0; i <= static_cast<int>(Section::noise); ++i)
        names.emplace_back(to_string(static_cast<Section>(i)));
    return names;
}

const Keys& rule_keys() {
    static const Keys keys{{{"package", takes::text_or_texts(forms::line)},
                            {"path", takes::text_or_texts(forms::line)},
                            {"tag", takes::text_or_texts(forms::line)},
                            {"section", takes::words(section_names())},
                            {"kind", takes::words({"added", "removed", "changed"})},
                            {"reason", takes::text(forms::line), layout::required}},
                           {{{"package"}}, {{"path"}}, {{"tag"}}, {{"section"}}, {{"kind"}}}};
    return keys;
}

AllowRule read_rule(const layout::Value& value) {
    const Mapping mapping(value, "a rule of 'allow'", rule_keys());
    AllowRule rule;
    rule.line = mapping.at().line;
    rule.packages = mapping.texts_or_none("package");
    rule.paths = mapping.texts_or_none("path");
    rule.tags = mapping.texts_or_none("tag");
    rule.sections = mapping.words_or_none("section");
    rule.kinds = mapping.words_or_none("kind");
    rule.reason = mapping.text("reason");
    if (!mapping.follows_an_alternative())
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

const layout::TextForm amount_form{
    "an amount", [](std::string_view text) { return amount_of(text).has_value(); },
    R"(^\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)? *(bytes|files|kB|MB|GB|%)?$)"};

const Keys& budget_keys() {
    const auto without = [](const char* units) { return takes::text(amount_form, units); };
    static const Keys keys{
        {{"package", takes::text_or_texts(forms::line)},
         {"size", takes::word({"package", "installed", "files"}), layout::required},
         {"grows", takes::text(amount_form), layout::required}},
        {{{}, {}, {{"size", takes::word({"files"})}, {"grows", without("(bytes|[kMG]B)$")}}},
         {{},
          {},
          {{"size", takes::word({"package", "installed"})}, {"grows", without("files$")}}}}};
    return keys;
}

Budget read_budget(const layout::Value& value) {
    const Mapping mapping(value, "a budget", budget_keys());
    Budget budget;
    budget.line = mapping.at().line;
    budget.packages = mapping.texts_or_none("package");
    budget.size = mapping.word("size");
    const std::optional<Amount> amount =
        amount_of(text_of(mapping.require("grows"), "grows", forms::line));
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

const Keys& policy_keys() {
    static const Keys keys{{{"allow", takes::list(takes::mapping(rule_keys()))},
                            {"budgets", takes::list(takes::mapping(budget_keys()))}}};
    return keys;
}

Policy read_policy(const std::filesystem::path& file) {
    const layout::Value document = layout::read_yaml(file);
    const Mapping mapping(document, "the policy", policy_keys());
    Policy policy;
    policy.file = file.string();
    for (const layout::Value& item : items_of(mapping.find("allow")))
        policy.allow.push_back(read_rule(item));
    for (const layout::Value& item : items_of(mapping.find("budgets")))
        policy.budgets.push_back(read_budget(item));
    return policy;
}

} // namespace calpkg::compare
