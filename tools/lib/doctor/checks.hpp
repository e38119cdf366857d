#pragma once

#include "lib/doctor/context.hpp"

#include <optional>

namespace calpkg::doctor {

// One subject a check, one file a check or a few of one kind. Each gives what it has found, and nothing where the site
// is of another kind. Their ids are described in tools/docs/findings.md.

/// old-supervisor
report::Findings check_supervisor(const Context& context);
/// salt-master-unreadable
report::Findings check_salt_master(const Context& context);
/// minion-without-master
report::Findings check_minion(const Context& context);
/// no-selinux-module
report::Findings check_selinux(const Context& context);
/// Whether SELinux enforces, as the kernel tells below the site's root; nothing where its file system is not mounted.
std::optional<bool> enforced_by_kernel(const Site& site);
/// closed-port
report::Findings check_ports(const Context& context);
/// welcome-page
report::Findings check_welcome_page(const Context& context);
/// site-app-missing, site-app-incomplete
report::Findings check_web_apps(const Context& context);
/// What `egg check` finds in calamari_web.
report::Findings check_settings_egg(const Context& context);
/// site-stale-bytecode
report::Findings check_bytecode(const Context& context);
/// missing-module: pycairo, ceph's Python modules, configobj, PostgreSQL's driver.
report::Findings check_modules(const Context& context);
/// readable-secret
report::Findings check_secrets(const Context& context);
/// site-file-changed, site-file-missing
report::Findings check_package_files(const Context& context);
/// half-finished-upgrade
report::Findings check_upgrade(const Context& context);
/// mixed-versions
report::Findings check_versions(const Context& context);

} // namespace calpkg::doctor
