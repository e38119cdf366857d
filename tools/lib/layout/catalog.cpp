#include "lib/layout/catalog.hpp"

#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace calpkg::layout {

namespace {

namespace stdfs = std::filesystem;

constexpr const char* kLayouts = "layouts";
constexpr const char* kTargets = "layouts/targets";
constexpr const char* kLines = "layouts/lines";
constexpr const char* kLocks = "layouts/locks";
constexpr const char* kWeb = "layouts/web";
constexpr const char* kBuilders = "layouts/builders";
constexpr const char* kSpecs = "specs";

/// The regular files in `directory`, sorted.
std::vector<stdfs::path> files_in(const stdfs::path& directory) {
    std::vector<stdfs::path> files;
    std::error_code failure;
    for (stdfs::directory_iterator at(directory, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (fs::is_regular_file(at->path())) files.push_back(at->path());
    }
    if (failure) throw report::system_error(directory.string(), "list", failure.value());
    std::sort(files.begin(), files.end());
    return files;
}

/// Position in the customary order; the same for all others.
std::size_t rank(const std::string& component) {
    constexpr std::array first{"server", "clients", "diamond"};
    return static_cast<std::size_t>(std::find(first.begin(), first.end(), component) -
                                    first.begin());
}

void require_known(const std::string& what, const std::string& name,
                   const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    throw report::Error(fmt::format("{} '{}'", what, name), "does not exist",
                        report::suggestion(name, known));
}

std::vector<std::string> names_of(const std::map<std::string, stdfs::path>& files) {
    std::vector<std::string> names;
    for (const auto& [name, file] : files) names.push_back(name);
    return names;
}

} // namespace

Catalog::Catalog(stdfs::path root) : root_(std::move(root)) {
    for (const char* folder : {kLayouts, kTargets, kSpecs})
        if (!fs::is_directory(root_ / folder))
            throw report::Error(
                root_.string(),
                fmt::format("has no folder '{}', so it is not cal-pkg's data", folder),
                "set CALPKG_DATA to the folder that holds layouts/ and specs/: "
                "share/cal-pkg of an installation, or the source tree");
    add(root_);
}

void Catalog::add(const stdfs::path& directory) {
    if (!fs::is_directory(directory / kLayouts) && !fs::is_directory(directory / kSpecs))
        throw report::Error(directory.string(),
                            fs::is_directory(directory)
                                ? "has neither a folder 'layouts' nor one 'specs'"
                                : "is not a directory",
                            "name one with layouts in layouts/, targets in layouts/targets/, lines "
                            "in layouts/lines/, locks in layouts/locks/, recipes of web apps in "
                            "layouts/web/, builders in layouts/builders/ and specs in specs/");
    add_names(kLayouts, "component", directory, layout_files_);
    add_names(kTargets, "target", directory, target_files_);
    add_names(kLines, "line", directory, line_files_);
    add_names(kLocks, "lock", directory, lock_files_);
    add_names(kWeb, "recipe of web apps", directory, web_files_);
    add_names(kBuilders, "builder", directory, builder_files_);
    add_names(kSpecs, "file", directory, specs_);
}

void Catalog::add_names(const char* folder, const char* kind, const stdfs::path& directory,
                        Files& files) {
    if (!fs::is_directory(directory / folder)) return;
    const bool yaml = &files != &specs_;
    for (const stdfs::path& file : files_in(directory / folder)) {
        if (yaml && file.extension() != ".yaml") continue;
        const std::string name = yaml ? file.stem().string() : file.filename().string();
        const auto [at, added] = files.emplace(name, file);
        if (!added)
            throw report::Error(
                file.string(),
                fmt::format("the {} '{}' is in {}, too", kind, name, at->second.string()),
                "give it another name");
    }
}

stdfs::path Catalog::spec(const std::string& file_name) const {
    const auto found = specs_.find(file_name);
    if (found == specs_.end())
        throw report::Error((root_ / kSpecs / file_name).string(), "does not exist",
                            "add it, or name another one as 'spec' in the layout");
    return found->second;
}

stdfs::path Catalog::spec_part(const std::string& file_name, const Position& at) const {
    const auto found = specs_.find(file_name);
    if (found == specs_.end())
        throw report::Error(at.text(), fmt::format("there is no '{}' beside it", file_name),
                            "add it, or write out what it stands for");
    return found->second;
}

std::vector<std::string> Catalog::component_names() const {
    std::vector<std::string> names = names_of(layout_files_);
    std::stable_sort(names.begin(), names.end(),
                     [](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
    return names;
}

std::vector<std::string> Catalog::target_names() const { return names_of(target_files_); }

const Layout& Catalog::layout(const std::string& component) const {
    const std::lock_guard lock(mutex_);
    const auto known = layouts_.find(component);
    if (known != layouts_.end()) return known->second;
    require_known("component", component, component_names());
    Layout layout = read_layout(layout_files_.at(component));
    return layouts_.emplace(component, std::move(layout)).first->second;
}

bool Catalog::has_checkout(const std::string& component) const {
    try {
        return layout(component).has_checkout();
    } catch (const report::Error&) {
        return true;
    }
}

Target Catalog::target(const std::string& name) const {
    require_known("target", name, target_names());
    return read_target(target_files_.at(name));
}

std::vector<std::string> Catalog::line_names() const { return names_of(line_files_); }

Line Catalog::line(const std::string& name) const {
    require_known("line", name, line_names());
    return read_line(line_files_.at(name));
}

std::vector<std::string> Catalog::builder_names() const { return names_of(builder_files_); }

stdfs::path Catalog::builder(const std::string& name) const {
    require_known("build engine", name, builder_names());
    return builder_files_.at(name);
}

std::vector<std::string> Catalog::lock_names() const { return names_of(lock_files_); }

stdfs::path Catalog::lock(const std::string& name, const std::string& where) const {
    const auto found = lock_files_.find(name);
    if (found != lock_files_.end()) return found->second;
    throw report::Error(where, fmt::format("there is no lock '{}'", name),
                        report::suggestion(name, lock_names()));
}

std::optional<stdfs::path> Catalog::web_recipe(const std::string& component) const {
    const auto found = web_files_.find(component);
    if (found == web_files_.end()) return std::nullopt;
    return found->second;
}

} // namespace calpkg::layout
