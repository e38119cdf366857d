#pragma once

#include "lib/layout/layout.hpp"
#include "lib/layout/line.hpp"
#include "lib/layout/target.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace calpkg::layout {

/// The folder with `layouts/` and `specs/`, from $CALPKG_DATA or given by the caller: the installed
/// `share/cal-pkg`, or the source tree of a program that has not been installed.
class Catalog {
public:
    /// `root` holds `layouts/`, `layouts/targets/` and `specs/`; throws report::Error when not.
    explicit Catalog(std::filesystem::path root);

    const std::filesystem::path& root() const { return root_; }
    std::filesystem::path spec(const std::string& file_name) const;

    std::vector<std::string> component_names()
        const; ///< in the order server, clients, diamond, others
    std::vector<std::string> target_names() const; ///< sorted
    /// The layout of `component`, read once, the catalog's own; an unknown one is an error with a suggestion.
    /// For several threads at once.
    const Layout& layout(const std::string& component) const;
    Target target(const std::string& name) const;
    std::vector<std::string> line_names() const; ///< sorted; none without a folder layouts/lines
    Line line(const std::string& name) const;

private:
    std::filesystem::path root_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, Layout> layouts_; ///< those read so far, by component
};

} // namespace calpkg::layout
