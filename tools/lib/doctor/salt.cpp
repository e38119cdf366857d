#include "lib/doctor/access.hpp"
#include "lib/doctor/checks.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::doctor {

namespace {

using report::Findings;
using report::Severity;

constexpr const char* kMaster = "/etc/salt/master";
constexpr const char* kMinion = "/etc/salt/minion";

/// Whether a line of salt's YAML gives `master:` a value, or a list below it. The guide's placeholder is none.
bool names_master(const std::string& text) {
    constexpr std::string_view key = "master:";
    const std::vector<std::string> lines = report::lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].starts_with(key)) continue;
        const std::size_t value = lines[i].find_first_not_of(" \t'\"", key.size());
        if (value != std::string::npos && lines[i][value] != '#')
            return lines[i][value] != '{' && lines[i][value] != '<';
        const std::size_t item =
            i + 1 < lines.size() ? lines[i + 1].find_first_not_of(" \t") : std::string::npos;
        return item != std::string::npos && lines[i + 1][item] == '-';
    }
    return false;
}

} // namespace

Findings check_salt_master(const Context& context) {
    if (!context.httpd || !context.site.has(kMaster)) return {};
    const auto apache = find_user(context.site, "apache");
    if (!apache || can_read(context.site, kMaster, *apache)) return {};
    return {{"salt-master-unreadable", Severity::error, kMaster,
             "cannot be read by httpd (user apache): Manage > OSD stays empty",
             fmt::format("run 'chgrp apache /etc/salt {0} && chmod g+x /etc/salt && chmod g+r "
                         "{0}', then restart httpd",
                         kMaster)}};
}

Findings check_minion(const Context& context) {
    if (!context.minion) return {};
    std::vector<std::string> files{kMinion};
    for (const std::string& name : context.site.names("/etc/salt/minion.d"))
        if (name.ends_with(".conf")) files.push_back("/etc/salt/minion.d/" + name);
    const bool named = std::ranges::any_of(files, [&](const std::string& file) {
        return names_master(context.site.read(file).value_or(""));
    });
    if (named) return {};
    return {
        {"minion-without-master", Severity::error, kMinion,
         "neither it nor a file of /etc/salt/minion.d names the Calamari server: the minion looks "
         "for a machine "
         "called 'salt'",
         "write 'master: SERVER' into /etc/salt/minion.d/calamari.conf, then restart salt-minion"}};
}

} // namespace calpkg::doctor
