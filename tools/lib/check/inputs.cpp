#include "lib/check/inputs.hpp"

#include "lib/check/accept.hpp"
#include "lib/check/elf_check.hpp"
#include "lib/check/file_sizes.hpp"
#include "lib/check/header_size.hpp"
#include "lib/check/policies.hpp"
#include "lib/check/target_python.hpp"
#include "lib/check/web/web_apps.hpp"

#include <iterator>

namespace calpkg::check {

report::Findings inputs(const plan::Plan& plan) {
    report::Findings findings = web_apps(plan);
    for (auto* const check : {elf_files, target_python, file_sizes, header_size, policies}) {
        const report::Findings more = check(plan);
        findings.insert(findings.end(), more.begin(), more.end());
    }
    return with_accepted(std::move(findings), plan.accept);
}

} // namespace calpkg::check
