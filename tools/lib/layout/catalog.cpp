#include "lib/layout/catalog.hpp"

#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace calpkg::layout {

namespace {

namespace stdfs = std::filesystem;

/// The stems of the *.yaml files in `directory`, sorted.
std::vector<std::string> names_in(const stdfs::path& directory) {
    std::vector<std::string> names;
    std::error_code failure;
    for (stdfs::directory_iterator at(directory, failure), end; !failure && at != end;
         at.increment(failure)) {
        const stdfs::path& file = at->path();
        std::error_code ignored;
        if (file.extension() == ".yaml" && stdfs::is_regular_file(file, ignored))
            names.push_back(file.stem().string());
    }
    if (failure) throw report::system_error(directory.string(), "list", failure.value());
    std::sort(names.begin(), names.end());
    return names;
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

} // namespace

Catalog::Catalog(stdfs::path root) : root_(std::move(root)) {
    for (const char* folder : {"layouts", "layouts/targets", "specs"}) {
        std::error_code ignored;
        if (!stdfs::is_directory(root_ / folder, ignored))
            throw report::Error(
                root_.string(),
                fmt::format("has no folder '{}', so it is not cal-pkg's data", folder),
                "set CALPKG_DATA to the folder that holds layouts/ and specs/: "
                "share/cal-pkg of an installation, or the source tree");
    }
}

stdfs::path Catalog::spec(const std::string& file_name) const {
    stdfs::path file = root_ / "specs" / file_name;
    std::error_code ignored;
    if (!stdfs::is_regular_file(file, ignored))
        throw report::Error(file.string(), "does not exist",
                            "add it, or name another one as 'spec' in the layout");
    return file;
}

std::vector<std::string> Catalog::component_names() const {
    std::vector<std::string> names = names_in(root_ / "layouts");
    std::stable_sort(names.begin(), names.end(),
                     [](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
    return names;
}

std::vector<std::string> Catalog::target_names() const {
    return names_in(root_ / "layouts" / "targets");
}

const Layout& Catalog::layout(const std::string& component) const {
    const std::lock_guard lock(mutex_);
    const auto known = layouts_.find(component);
    if (known != layouts_.end()) return known->second;
    require_known("component", component, component_names());
    Layout layout = read_layout(root_ / "layouts" / (component + ".yaml"));
    return layouts_.emplace(component, std::move(layout)).first->second;
}

Target Catalog::target(const std::string& name) const {
    require_known("target", name, target_names());
    return read_target(root_ / "layouts" / "targets" / (name + ".yaml"));
}

std::vector<std::string> Catalog::line_names() const {
    const stdfs::path folder = root_ / "layouts" / "lines";
    std::error_code ignored;
    return stdfs::is_directory(folder, ignored) ? names_in(folder) : std::vector<std::string>();
}

Line Catalog::line(const std::string& name) const {
    require_known("line", name, line_names());
    return read_line(root_ / "layouts" / "lines" / (name + ".yaml"));
}

} // namespace calpkg::layout
