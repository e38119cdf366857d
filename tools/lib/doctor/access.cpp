#include "lib/doctor/access.hpp"

#include "lib/report/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <sys/xattr.h>

namespace calpkg::doctor {

namespace {

std::optional<unsigned> number(const std::string& text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// One entry of an ACL: what it is for, whose, and the rights.
struct Entry {
    enum Tag : unsigned { owner = 1, user = 2, owning_group = 4, group = 8, mask = 16, other = 32 };
    unsigned tag = 0;
    unsigned rights = 0;
    std::uint32_t id = 0;
};

std::uint32_t little_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

/// Four bytes of a version, then eight an entry: tag and rights in two each, the id in four.
std::vector<Entry> entries_of(std::string_view acl) {
    std::vector<Entry> entries;
    for (std::size_t at = 4; at + 8 <= acl.size(); at += 8)
        entries.push_back({little_endian(acl.substr(at, 2)), little_endian(acl.substr(at + 2, 2)),
                           little_endian(acl.substr(at + 4, 4))});
    return entries;
}

/// The entries that mode bits stand for.
std::vector<Entry> entries_of(const struct stat& status) {
    return {{Entry::owner, status.st_mode >> 6 & 7U, 0},
            {Entry::owning_group, status.st_mode >> 3 & 7U, 0},
            {Entry::other, status.st_mode & 7U, 0}};
}

std::string acl_of(const std::filesystem::path& path) {
    std::array<char, 4096> value;
    const ssize_t size =
        getxattr(path.c_str(), "system.posix_acl_access", value.data(), value.size());
    return {value.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

} // namespace

std::optional<User> find_user(const Site& site, const std::string& name) {
    std::optional<User> user;
    for (const std::string& line : report::lines_of(site.read("/etc/passwd").value_or(""))) {
        const auto fields = report::split(line, ':');
        if (fields.size() < 4 || fields[0] != name) continue;
        const auto uid = number(fields[2]), gid = number(fields[3]);
        if (uid && gid) user = User{name, *uid, {*gid}};
    }
    if (!user) return user;
    for (const std::string& line : report::lines_of(site.read("/etc/group").value_or(""))) {
        const auto fields = report::split(line, ':');
        if (fields.size() < 4) continue;
        const auto members = report::split(fields[3], ',');
        const auto gid = number(fields[2]);
        if (gid && std::ranges::find(members, name) != members.end()) user->groups.insert(*gid);
    }
    return user;
}

bool is_allowed(const struct stat& status, std::string_view acl, const User& user, unsigned want) {
    if (user.uid == uid_t{0}) return true;
    const std::vector<Entry> entries = acl.empty() ? entries_of(status) : entries_of(acl);
    unsigned mask = 7;
    for (const Entry& entry : entries)
        if (entry.tag == Entry::mask) mask = entry.rights;
    const auto gives = [&](unsigned rights) { return (rights & want) == want; };
    for (const Entry& entry : entries) {
        if (entry.tag == Entry::owner && user.uid == status.st_uid) return gives(entry.rights);
        if (entry.tag == Entry::user && user.uid == uid_t{entry.id})
            return gives(entry.rights & mask);
    }
    bool in_group = false;
    for (const Entry& entry : entries) {
        const bool owning = entry.tag == Entry::owning_group && user.groups.contains(status.st_gid);
        if (!owning && !(entry.tag == Entry::group && user.groups.contains(gid_t{entry.id})))
            continue;
        if (gives(entry.rights & mask)) return true;
        in_group = true;
    }
    if (in_group) return false;
    return std::ranges::any_of(entries, [&](const Entry& entry) {
        return entry.tag == Entry::other && gives(entry.rights);
    });
}

bool can_read(const Site& site, const std::string& path, const User& user) {
    const auto real = site.real(path);
    if (!real) return false;
    std::filesystem::path at = site.root();
    const auto allowed = [&](unsigned want) {
        struct stat status {};
        return lstat(at.c_str(), &status) == 0 && is_allowed(status, acl_of(at), user, want);
    };
    const std::filesystem::path below = real->lexically_relative(site.root());
    for (const std::filesystem::path& part : below) {
        // The root itself may be a private copy's.
        if (at != site.root() && !allowed(1)) return false;
        at /= part;
    }
    return allowed(4);
}

} // namespace calpkg::doctor
