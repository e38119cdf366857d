#include "cal-pkg/cli/plans.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/check/checked_plans.hpp"

namespace calpkg::cli {

std::vector<plan::Plan> make_plans(std::ostream& err, Inputs& inputs,
                                   const std::vector<std::string>& components, Inputs::Venv venv) {
    check::CheckedPlans checked =
        check::checked_plans(inputs.catalog(), inputs.target(), inputs.requests(components, venv));
    if (checked.errors.empty()) return std::move(checked.plans);
    print_findings(err, findings_of(checked.plans)); // of the others: all at once
    for (std::size_t i = 0; i + 1 < checked.errors.size(); ++i)
        print_error(err, checked.errors[i].what());
    throw checked.errors.back();
}

report::Findings findings_of(const std::vector<plan::Plan>& plans) {
    report::Findings all;
    for (const plan::Plan& plan : plans)
        all.insert(all.end(), plan.findings.begin(), plan.findings.end());
    return all;
}

} // namespace calpkg::cli
