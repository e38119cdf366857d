#include "lib/egg/make/package_sources.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <utility>

namespace calpkg::egg {

namespace {

bool ends_with(const std::string& text, std::string_view end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// What setup.py, Python and git leave behind.
bool is_leftover(const std::filesystem::directory_entry& item, const std::string& below) {
    const std::string name = item.path().filename().string();
    if (item.is_directory())
        return name == ".git" || name == "__pycache__" || ends_with(name, ".egg-info") ||
               below == "build" || below == "dist";
    return ends_with(name, ".pyc") || ends_with(name, ".pyo") || name == ".git";
}

} // namespace

PackageSources::PackageSources(std::filesystem::path directory, std::string name,
                               const std::vector<std::string>& files)
    : directory_(std::move(directory)),
      name_(std::move(name)) {
    for (const std::string& file : files) files_[file];
}

PackageSources PackageSources::of_directory(const std::filesystem::path& directory,
                                            const std::string& name) {
    std::vector<std::string> files;
    std::error_code error;
    std::filesystem::recursive_directory_iterator item(directory, error);
    if (error) throw report::system_error(directory.string(), "read", error.value());
    for (; item != std::filesystem::recursive_directory_iterator(); ++item) {
        const std::string below = item->path().lexically_relative(directory).generic_string();
        if (is_leftover(*item, below)) {
            if (item->is_directory()) item.disable_recursion_pending();
        } else if (!item->is_directory() || item->is_symlink()) {
            files.push_back(below);
        }
    }
    return {directory, name, files};
}

void PackageSources::write(const std::string& path, std::string content) {
    files_[path] = std::move(content);
}

std::string PackageSources::shown(const std::string& path) const {
    const std::string shown = join_path(name_, path);
    return shown.empty() ? directory_.string() : shown;
}

bool PackageSources::has_directory(const std::string& path) const {
    if (path.empty()) return true;
    const auto found = files_.lower_bound(path + "/");
    return found != files_.end() && found->first.compare(0, path.size() + 1, path + "/") == 0;
}

std::string PackageSources::read(const std::string& path) const {
    const auto found = files_.find(path);
    if (found == files_.end())
        throw report::Error(shown(path), "is not there", "add it, or correct what names it");
    if (found->second) return *found->second;
    // A link may lead out of the checkout, to whatever its author likes to see in a package.
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(directory_ / path)))
        throw report::Error(shown(path), "is not a regular file", "put the file itself there");
    return fs::read_file(directory_ / path);
}

std::vector<std::string> PackageSources::paths() const { return below({}); }

std::vector<std::string> PackageSources::below(const std::string& path) const {
    std::vector<std::string> paths;
    const std::string prefix = path.empty() ? path : path + "/";
    for (auto file = files_.lower_bound(prefix); file != files_.end(); ++file) {
        if (file->first.compare(0, prefix.size(), prefix) != 0) break;
        paths.push_back(file->first);
    }
    return paths;
}

std::string join_path(const std::string& a, const std::string& b) {
    if (a.empty()) return b;
    return b.empty() ? a : a + "/" + b;
}

std::string parent_path(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_below(const std::string& path, const std::string& directory) {
    return path.size() > directory.size() + 1 && path.starts_with(directory) &&
           path[directory.size()] == '/';
}

} // namespace calpkg::egg
