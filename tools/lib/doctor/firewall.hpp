#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace calpkg::doctor {

/// Whether rules as iptables-save writes them (/etc/sysconfig/iptables) let new TCP connections from other machines in
/// at `port`. What is not understood is taken for a rule that lets in and for one that does not shut out, so "no" is
/// certain. Rules for some sources only count: an administrator chose them.
bool iptables_lets_in(std::string_view rules, unsigned port);

/// The same for a zone of firewalld (firewalld.zone(5)); `service` gives the XML of a service by its name, "" for one
/// that is not there.
bool zone_lets_in(std::string_view zone, unsigned port,
                  const std::function<std::string(const std::string&)>& service);

/// Whether a service's XML (firewalld.service(5)) names the TCP port.
bool service_has(std::string_view service, unsigned port);

/// Whether a zone is for some interface or source.
bool is_bound(std::string_view zone);

} // namespace calpkg::doctor
