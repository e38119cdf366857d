#include "lib/doctor/checks.hpp"
#include "lib/report/text.hpp"

#include <algorithm>

namespace calpkg::doctor {

report::Findings check_welcome_page(const Context& context) {
    constexpr const char* welcome = "/etc/httpd/conf.d/welcome.conf";
    if (!context.httpd) return {};
    const auto lines = report::lines_of(context.site.read(welcome).value_or(""));
    const bool active = std::ranges::any_of(lines, [](const std::string& line) {
        const std::size_t text = line.find_first_not_of(" \t");
        return text != std::string::npos && line[text] != '#';
    });
    if (!active) return {};
    return {{"welcome-page", report::Severity::warning, welcome,
             "is active: Apache's welcome page answers in Calamari's place",
             "put '#' before each of its lines (an empty file stays, a missing one comes back with "
             "httpd's next update), "
             "then restart httpd"}};
}

} // namespace calpkg::doctor
