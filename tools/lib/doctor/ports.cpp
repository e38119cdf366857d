#include "lib/doctor/checks.hpp"
#include "lib/doctor/firewall.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calpkg::doctor {

namespace {

/// What other machines ask the server for.
struct Port {
    unsigned number;
    const char* purpose;
};

const std::vector<Port> kHttpd{
    {80, "web pages"}, {2003, "metrics"}, {2004, "metrics"}, {4505, "salt"}, {4506, "salt"}};
constexpr unsigned kLitePages = 8002; // calamari-firewall may be one that does not open it
const std::vector<Port> kLite{{2003, "metrics"}, {kLitePages, "web pages"}};

/// The first of `paths` with an entry whose name passes; a link to it counts, wherever that leads.
template <class Passes>
bool has_entry(const Site& site, const std::string& directory, Passes passes) {
    return std::ranges::any_of(site.names(directory), passes);
}

/// Whether systemd starts `unit` by itself.
bool is_wanted(const Site& site, const std::string& unit) {
    const auto is_unit = [&](const std::string& name) { return name == unit; };
    return has_entry(site, "/etc/systemd/system/multi-user.target.wants", is_unit) ||
           has_entry(site, "/etc/systemd/system/basic.target.wants", is_unit);
}

bool uses_iptables(const Site& site) {
    return is_wanted(site, "iptables.service") ||
           has_entry(site, "/etc/rc.d/rc3.d", [](const std::string& name) {
               return name.starts_with("S") && name.ends_with("iptables");
           });
}

std::string firewalld_file(const Site& site, const std::string& folder, const std::string& name) {
    for (const char* top : {"/etc/firewalld/", "/usr/lib/firewalld/"})
        if (const auto text = site.read(top + folder + "/" + name + ".xml")) return *text;
    return {};
}

/// The default zone, and those that are bound to an interface or a source.
std::vector<std::string> zones_of(const Site& site) {
    std::string usual = ini_value(
        "[all]\n" + site.read("/etc/firewalld/firewalld.conf").value_or(""), "all", "DefaultZone");
    if (usual.empty()) usual = "public";
    std::vector<std::string> zones{firewalld_file(site, "zones", usual)};
    for (const std::string& name : site.names("/etc/firewalld/zones"))
        if (name.ends_with(".xml") && name != usual + ".xml")
            if (const auto zone = site.read("/etc/firewalld/zones/" + name);
                zone && is_bound(*zone))
                zones.push_back(*zone);
    return zones;
}

bool firewalld_lets_in(const Site& site, unsigned port) {
    const auto service = [&](const std::string& name) {
        return firewalld_file(site, "services", name);
    };
    return std::ranges::any_of(
        zones_of(site), [&](const std::string& zone) { return zone_lets_in(zone, port, service); });
}

std::string describe(const std::vector<Port>& ports) {
    std::vector<std::string> words;
    for (const Port& port : ports)
        words.push_back(fmt::format("{} ({})", port.number, port.purpose));
    return fmt::format("{}", fmt::join(words, ", "));
}

/// The command that opens them, for firewalld or as a rule of iptables.
std::string command(const std::vector<Port>& ports, bool firewalld) {
    std::vector<std::string> words;
    for (const Port& port : ports)
        words.push_back(firewalld ? fmt::format("--add-port={}/tcp", port.number)
                                  : std::to_string(port.number));
    if (firewalld)
        return fmt::format("firewall-cmd --permanent {} && firewall-cmd --reload",
                           fmt::join(words, " "));
    return fmt::format("iptables -I INPUT -p tcp -m multiport --dports {} -j ACCEPT "
                       "&& service iptables save",
                       fmt::join(words, ","));
}

std::string remedy(const std::vector<Port>& ports, bool firewalld) {
    const bool package_helps = std::ranges::find(ports, kLitePages, &Port::number) == ports.end();
    return fmt::format("{}run '{}'", package_helps ? "install calamari-firewall, or " : "",
                       command(ports, firewalld));
}

} // namespace

report::Findings check_ports(const Context& context) {
    const Site& site = context.site;
    const bool firewalld = is_wanted(site, "firewalld.service");
    const char* const file = firewalld ? "/etc/firewalld" : "/etc/sysconfig/iptables";
    const auto rules = site.read("/etc/sysconfig/iptables");
    if (!(context.httpd || context.lite) || (!firewalld && !(rules && uses_iptables(site))))
        return {};
    std::vector<Port> closed;
    for (const Port& port : context.httpd ? kHttpd : kLite)
        if (!(firewalld ? firewalld_lets_in(site, port.number)
                        : iptables_lets_in(*rules, port.number)))
            closed.push_back(port);
    if (closed.empty()) return {};
    return {{"closed-port", report::Severity::error, file,
             fmt::format("the firewall shuts out {}, which other machines need", describe(closed)),
             remedy(closed, firewalld)}};
}

} // namespace calpkg::doctor
