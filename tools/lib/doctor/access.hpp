#pragma once

#include "lib/doctor/site.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace calpkg::doctor {

/// Whose rights are asked about.
struct User {
    std::string name;
    std::optional<uid_t> uid; ///< nothing: somebody who owns nothing
    std::set<gid_t> groups;
};

/// The user `name` of the site's /etc/passwd with the groups of /etc/group; nothing when there is none.
std::optional<User> find_user(const Site& site, const std::string& name);

/// Whether `user` has the rights `want` (4 read, 1 search) to what has this status and, unless it is empty, this access
/// ACL (the value of system.posix_acl_access; Linux's posix_acl_xattr.h, evaluated as acl(5) says).
bool is_allowed(const struct stat& status, std::string_view acl, const User& user, unsigned want);

/// Whether `user` can read the file at `path`, which is there: its own rights and those of every directory above it.
bool can_read(const Site& site, const std::string& path, const User& user);

} // namespace calpkg::doctor
