#include "lib/doctor/site.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace calpkg::doctor {

namespace {

namespace stdfs = std::filesystem;

constexpr int kMostLinks = 40; // as Linux (path_resolution(7))

/// The parts of a path still to be walked, the next one last.
void push(std::vector<std::string>& parts, const std::string& path) {
    std::vector<std::string> more = report::split(path, '/');
    parts.insert(parts.end(), more.rbegin(), more.rend());
}

} // namespace

Site::Site(const std::filesystem::path& root) {
    std::error_code failure;
    root_ = stdfs::canonical(root, failure);
    if (failure) throw report::system_error(root.string(), "open", failure.value());
    if (!stdfs::is_directory(root_))
        throw report::Error(root.string(), "is not a directory",
                            "name the directory that holds the site's etc and opt");
}

void Site::note_refusal(const std::string& path, int error_number) const {
    if (error_number == EACCES || error_number == EPERM) unreadable_.insert(path);
}

std::optional<std::filesystem::path> Site::resolve(const std::string& path, bool last) const {
    std::vector<std::string> parts;
    push(parts, path);
    stdfs::path at = root_;
    for (int links = 0; !parts.empty();) {
        const std::string part = parts.back();
        parts.pop_back();
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (at != root_) at = at.parent_path();
            continue;
        }
        const stdfs::path next = at / part;
        struct stat status {};
        if (lstat(next.c_str(), &status) != 0) {
            note_refusal(path, errno);
            return std::nullopt;
        }
        if (!S_ISLNK(status.st_mode) || (parts.empty() && !last)) {
            at = next;
            continue;
        }
        std::error_code failure;
        const std::string target = stdfs::read_symlink(next, failure).string();
        if (failure || target.empty() || ++links > kMostLinks) return std::nullopt;
        if (target.front() == '/') at = root_;
        push(parts, target);
    }
    return at;
}

std::optional<std::filesystem::path> Site::real(const std::string& path) const {
    return resolve(path, true);
}

std::optional<std::filesystem::path> Site::real_entry(const std::string& path) const {
    return resolve(path, false);
}

bool Site::is_directory(const std::string& path) const {
    const auto found = status(path);
    return found && S_ISDIR(found->st_mode);
}

std::optional<struct stat> Site::status(const std::string& path) const {
    const auto at = real(path);
    struct stat status {};
    if (!at || lstat(at->c_str(), &status) != 0) return std::nullopt;
    return status;
}

std::optional<struct stat> Site::entry_status(const std::string& path) const {
    const auto at = real_entry(path);
    struct stat status {};
    if (!at || lstat(at->c_str(), &status) != 0) return std::nullopt;
    return status;
}

std::string Site::link(const std::string& path) const {
    const auto at = real_entry(path);
    std::error_code failure;
    return at ? stdfs::read_symlink(*at, failure).string() : std::string();
}

std::optional<std::string> Site::read(const std::string& path, std::uintmax_t limit) const {
    const auto at = real(path);
    struct stat status {};
    if (!at || lstat(at->c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
        static_cast<std::uintmax_t>(status.st_size) > limit)
        return std::nullopt;
    if (access(at->c_str(), R_OK) != 0) {
        note_refusal(path, errno);
        return std::nullopt;
    }
    return fs::read_file(*at, limit);
}

std::vector<std::string> Site::names(const std::string& path) const {
    std::vector<std::string> found;
    const auto at = real(path);
    if (!at) return found;
    std::error_code failure;
    for (stdfs::directory_iterator item(*at, failure), end; !failure && item != end;
         item.increment(failure))
        found.push_back(item->path().filename().string());
    if (failure) note_refusal(path, failure.value());
    std::sort(found.begin(), found.end());
    return found;
}

void Site::walk(const std::string& path,
                const std::function<void(const std::string&, const struct stat&)>& visit) const {
    for (const std::string& name : names(path)) {
        const std::string below = path + "/" + name;
        const auto found = entry_status(below);
        if (!found) continue; // it has gone meanwhile
        visit(below, *found);
        if (S_ISDIR(found->st_mode)) walk(below, visit);
    }
}

} // namespace calpkg::doctor
