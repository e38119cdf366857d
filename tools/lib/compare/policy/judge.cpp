#include "lib/compare/policy/policy.hpp"
#include "lib/plan/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace calpkg::compare {

namespace {

using report::Severity;

bool fits(const std::vector<std::string>& patterns, const std::string& text) {
    return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
               return plan::glob_match(pattern, text);
           });
}

/// A tag has its name in the row's object; what is said of a file, in the attribute.
bool fits_tag(const std::vector<std::string>& patterns, const Row& row) {
    const bool is_tag = row.section == Section::tags || row.section == Section::noise;
    return fits(patterns, row.what) || (is_tag && fits(patterns, row.object));
}

bool allows(const AllowRule& rule, const std::string& package, const Row& row) {
    const auto is_one = [](const std::vector<std::string>& words, const char* word) {
        return words.empty() || std::ranges::find(words, word) != words.end();
    };
    return is_one(rule.sections, to_string(row.section)) &&
           is_one(rule.kinds, to_string(row.kind)) && fits(rule.packages, package) &&
           fits(rule.paths, row.object) && fits_tag(rule.tags, row);
}

class Judgement {
public:
    explicit Judgement(const Policy& policy) : policy_(policy), used_(policy.allow.size(), false) {}

    void rows(const std::string& package, const Rows& rows) {
        for (const Row& row : rows) {
            bool allowed = false;
            for (std::size_t i = 0; i < policy_.allow.size(); ++i) {
                // A package that comes or goes is itself the object.
                if (!allows(policy_.allow[i], package.empty() ? row.object : package, row))
                    continue;
                allowed = used_[i] = true;
            }
            if (!allowed) refuse(package, row);
        }
    }

    void budgets(const PackageComparison& package) {
        for (const Budget& budget : policy_.budgets) {
            const std::string name = package.name + "." + package.arch;
            if (!fits(budget.packages, name)) continue;
            const auto [before, after] = sizes(package, budget.size);
            const std::int64_t growth =
                static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before);
            const double percent =
                before == 0 ? std::numeric_limits<double>::infinity()
                            : 100 * static_cast<double>(growth) / static_cast<double>(before);
            const bool too_much = (budget.percent >= 0 && percent > budget.percent) ||
                                  (budget.most >= 0 && growth > budget.most);
            if (growth <= 0 || !too_much) continue;
            const std::string share = before == 0 ? "" : fmt::format(" {:+.1f} %,", percent);
            findings_.emplace_back(
                "budget-exceeded", Severity::error, name,
                fmt::format("'{}' grows from {} to {},{} more than line {} of {} lets", budget.size,
                            before, after, share, budget.line, policy_.file),
                "make it smaller, or raise the budget");
        }
    }

    report::Findings finish() {
        for (std::size_t i = 0; i < used_.size(); ++i)
            if (!used_[i])
                findings_.emplace_back("unused-rule", Severity::note,
                                       fmt::format("{}:{}", policy_.file, policy_.allow[i].line),
                                       "allows nothing that differs", "remove it");
        return std::move(findings_);
    }

private:
    static std::pair<std::uint64_t, std::uint64_t> sizes(const PackageComparison& package,
                                                         const std::string& what) {
        const Sizes &a = package.old_sizes, &b = package.new_sizes;
        if (what == "package") return {a.file, b.file};
        if (what == "installed") return {a.installed, b.installed};
        return {a.files, b.files};
    }

    void refuse(const std::string& package, const Row& row) {
        const std::string subject = package.empty() ? row.object : package + ": " + row.object;
        std::string message =
            fmt::format("{}: {} {}", to_string(row.section), row.what, to_string(row.kind));
        if (!row.before.empty() && !row.after.empty())
            message += fmt::format(", {} -> {}", row.before, row.after);
        findings_.emplace_back("difference-not-allowed", Severity::error, subject, message,
                               "undo it, or allow it in " + policy_.file);
    }

    const Policy& policy_;
    std::vector<bool> used_;
    report::Findings findings_;
};

} // namespace

report::Findings judge(const Comparison& comparison, const Policy& policy) {
    Judgement judgement(policy);
    judgement.rows("", comparison.rows);
    for (const PackageComparison& package : comparison.packages) {
        judgement.rows(package.name + "." + package.arch, package.rows);
        judgement.budgets(package);
    }
    return judgement.finish();
}

} // namespace calpkg::compare
