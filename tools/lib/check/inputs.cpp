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

report::Findings inputs(const plan::Plan& plan, hash::KnownGood& known) {
    report::Findings findings = web_apps(plan, known);
    const auto take = [&](const report::Findings& more) {
        findings.insert(findings.end(), more.begin(), more.end());
    };
    take(elf_files(plan));
    take(target_python(plan, known));
    for (auto* const check : {file_sizes, header_size, policies}) take(check(plan));
    return with_accepted(std::move(findings), plan.accept);
}

} // namespace calpkg::check
