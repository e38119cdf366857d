#pragma once

#include "lib/compare/packages.hpp"
#include "lib/layout/keys.hpp"
#include "lib/report/finding.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::compare {

/// Differences that are allowed: those that fit everything that is given.
struct AllowRule {
    int line = 0;
    std::vector<std::string> packages; ///< patterns on "name.arch"; none: all
    std::vector<std::string> paths;    ///< patterns on the object
    std::vector<std::string> tags;     ///< patterns on the attribute, or the name of a tag
    std::vector<std::string> sections;
    std::vector<std::string> kinds;
    std::string reason;
};

/// How much a size may grow.
struct Budget {
    int line = 0;
    std::vector<std::string> packages;
    std::string size;       ///< "package", "installed" or "files"
    double percent = -1;    ///< negative: no such limit
    std::int64_t most = -1; ///< bytes, or files; negative: no such limit
};

/// Which differences may be between an old and a new package.
struct Policy {
    std::string file;
    std::vector<AllowRule> allow;
    std::vector<Budget> budgets;
};

const layout::Keys& policy_keys();

/// Reads a policy, as strictly as a layout: report::Errors as `file:line: …`.
Policy read_policy(const std::filesystem::path& file);

/// What breaks the policy: `difference-not-allowed` for each row that no rule allows, `budget-exceeded` (both errors);
/// and `unused-rule`, a note, for a rule that nothing fits.
report::Findings judge(const Comparison& comparison, const Policy& policy);

} // namespace calpkg::compare
