#include "lib/compare/installed/root_files.hpp"

#include "lib/compare/made_header.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpm/format/tags.hpp"

#include <cerrno>
#include <set>
#include <vector>

namespace calpkg::compare {

namespace {

namespace tag = rpm::tag;

constexpr std::uint32_t kUser = 1039, kGroup = 1040;

/// What the kernel and the running system put there.
const std::set<std::string> not_files{"/dev", "/proc", "/run", "/sys"};

/// The names in passwd(5) or group(5), by number.
std::map<std::string, std::string> names_in(const doctor::Site& site, const std::string& file) {
    std::map<std::string, std::string> names{{"0", "root"}};
    for (const std::string& line : report::lines_of(site.read(file).value_or(""))) {
        const std::vector<std::string> fields = report::split(line, ':');
        if (fields.size() > 2) names.emplace(fields[2], fields[0]);
    }
    return names;
}

void walk(const doctor::Site& site, const std::function<void(const std::string&)>& visit) {
    for (const std::string& name : site.names("/")) {
        const std::string top = "/" + name;
        if (not_files.contains(top)) continue;
        visit(top);
        const auto status = site.entry_status(top);
        if (status && S_ISDIR(status->st_mode))
            site.walk(top, [&](const std::string& path, const struct stat&) { visit(path); });
    }
}

} // namespace

Owners::Owners(const doctor::Site& site)
    : users_(names_in(site, "/etc/passwd")),
      groups_(names_in(site, "/etc/group")) {}

std::string Owners::name(const std::map<std::string, std::string>& names, unsigned id) {
    const auto at = names.find(std::to_string(id));
    return at == names.end() ? std::to_string(id) : at->second;
}

void put_status(rpm::FileTable& files, std::size_t row, const struct stat& status,
                const doctor::Site& site, const Owners& owners) {
    files.set_number(row, tag::file_mode, status.st_mode);
    files.set_number(row, tag::file_mtime, static_cast<std::uint64_t>(status.st_mtime));
    files.set_text(row, kUser, owners.user(status.st_uid));
    files.set_text(row, kGroup, owners.group(status.st_gid));
    const bool is_file = S_ISREG(status.st_mode);
    if (is_file) files.set_file_size(row, static_cast<std::uint64_t>(status.st_size));
    files.set_text(row, tag::file_link, S_ISLNK(status.st_mode) ? site.link(files.path(row)) : "");
}

rpm::RawHeader header_of_root(const doctor::Site& site) {
    std::vector<std::string> paths;
    walk(site, [&](const std::string& path) { paths.push_back(path); });
    return header_of(paths);
}

std::filesystem::path RootSource::file(std::size_t row) const {
    const auto real = site_.real_entry(files_.path(row));
    if (!real) throw report::system_error(files_.path(row), "find", ENOENT);
    fs::require_readable(*real);
    return *real;
}

std::string RootSource::content(std::size_t row) const { return fs::read_file(file(row)); }

std::string RootSource::digest(std::size_t row) const { return hash::sha256_file(file(row)); }

} // namespace calpkg::compare
