#include "lib/check/build_root.hpp"

#include "lib/fs/walk.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <unordered_set>

namespace calpkg::check {

report::Findings build_root(const std::filesystem::path& root, const plan::Plan& plan) {
    std::unordered_set<std::string_view> planned;
    for (const stage::StagedEntry& entry : plan.entries) planned.insert(entry.path);
    report::Findings findings;
    fs::walk(root, [&](const std::filesystem::path& path) {
        const std::string name = path.native().substr(root.native().size());
        if (planned.contains(name)) return;
        std::error_code gone;
        if (std::filesystem::symlink_status(path, gone).type() ==
            std::filesystem::file_type::directory)
            return;
        findings.push_back({"unpackaged-file", report::Severity::error, plan.name + ": " + name,
                            "it is in the build root, not in the plan",
                            "have the package's spec make only what the layout lists"});
    });
    std::ranges::sort(findings, {}, &report::Finding::subject);
    return findings;
}

} // namespace calpkg::check
