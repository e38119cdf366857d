#include "lib/check/venv_paths.hpp"

#include "lib/fs/paths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

namespace calpkg::check {

namespace {

constexpr std::size_t kPathsShown = 10;

/// What `line` of an activate script assigns to VIRTUAL_ENV (sh, csh, fish, Python); "" when it does not.
std::string assigned_path(const std::string& line) {
    constexpr std::string_view name = "VIRTUAL_ENV";
    const std::size_t at = line.find(name);
    if (at == std::string::npos) return {};
    const std::size_t begin = line.find_first_not_of(" =\"'", at + name.size());
    if (begin == std::string::npos || begin == at + name.size() || line[begin] != '/') return {};
    return line.substr(begin, line.find_first_of("\"'; \r", begin) - begin);
}

} // namespace

bool VenvPaths::is_wanted(const std::string& path) const {
    if (plan_.venv_top.empty() || !fs::is_at_or_below(path, plan_.venv_top)) return false;
    return path.starts_with(plan_.venv_top + "/bin/activate") || path.ends_with(".pth") ||
           path.ends_with(".egg-link") || path == plan_.venv_top + "/pyvenv.cfg";
}

/// Whether nobody will have anything at `path` when the package is installed.
bool VenvPaths::is_foreign(const std::string& path) const {
    static constexpr std::array system{"/usr", "/lib", "/lib64", "/etc",
                                       "/var", "/run", "/dev",   "/proc"};
    const std::string normal = std::filesystem::path(path).lexically_normal().string();
    const std::string name = normal.substr(normal.rfind('/') + 1);
    if (interpreters_.is_there(normal) || fs::is_at_or_below(normal, plan_.venv_top)) return false;
    if (name.starts_with("python") && normal.find("/bin/") != std::string::npos) return true;
    if (fs::is_at_or_below(normal, "/usr/local")) return true;
    return std::ranges::none_of(system,
                                [&](const char* top) { return fs::is_at_or_below(normal, top); });
}

void VenvPaths::note(const std::string& path, const std::string& leads_to) {
    found_.push_back(fmt::format("{} ({})", path, leads_to));
}

void VenvPaths::add(const std::string& path, const std::string& text) {
    const bool activate = path.starts_with(plan_.venv_top + "/bin/activate");
    const bool config = path.ends_with("/pyvenv.cfg");
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r')) line.pop_back();
        if (activate) {
            const std::string top = assigned_path(line);
            if (!top.empty() && top != plan_.venv_top) return note(path, top);
        } else if (config) {
            const std::size_t value = line.starts_with("home") ? line.find('/') : std::string::npos;
            if (value != std::string::npos && is_foreign(line.substr(value)))
                return note(path, line.substr(value));
        } else if (line.starts_with('/') && is_foreign(line)) {
            return note(path, line);
        }
    }
}

void VenvPaths::add_links() {
    for (const stage::StagedEntry& entry : plan_.entries)
        if (entry.kind == stage::StagedEntry::Kind::symlink && entry.link.starts_with('/') &&
            fs::is_at_or_below(entry.path, plan_.venv_top) && is_foreign(entry.link))
            note(entry.path, entry.link);
}

report::Findings VenvPaths::findings() {
    if (plan_.venv_top.empty()) return {};
    add_links();
    if (found_.empty()) return {};
    const std::string first = found_.front();
    const std::size_t name = first.rfind(" (");
    std::string message =
        fmt::format("leads to {}, which neither the package nor {} has",
                    first.substr(name + 2, first.size() - name - 3), plan_.target.name);
    if (found_.size() > 1) {
        const std::size_t shown = std::min(found_.size(), kPathsShown);
        message += fmt::format(
            "; so do {}", fmt::join(found_.begin() + 1,
                                    found_.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
        if (found_.size() > shown) message += fmt::format(" and {} more", found_.size() - shown);
    }
    return {{"foreign-path", report::Severity::warning,
             fmt::format("{}: {}", plan_.name, first.substr(0, name)), message,
             "build it where it is installed, e.g. with --venv build"}};
}

} // namespace calpkg::check
