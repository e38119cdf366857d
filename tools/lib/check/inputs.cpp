#include "lib/check/inputs.hpp"

#include "lib/check/web_app.hpp"

namespace calpkg::check {

report::Findings inputs(const plan::Plan& plan) {
    report::Findings findings;
    for (const plan::WebApp& app : plan.web_apps) {
        const report::Findings more = web_app(app.directory, app.subject, app.remedy);
        findings.insert(findings.end(), more.begin(), more.end());
    }
    return findings;
}

} // namespace calpkg::check
