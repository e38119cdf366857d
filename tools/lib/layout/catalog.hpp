#pragma once

#include "lib/layout/layout.hpp"
#include "lib/layout/line.hpp"
#include "lib/layout/target.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::layout {

/// The folder with `layouts/` and `specs/`, from $CALPKG_DATA or given by the caller: the installed
/// `share/cal-pkg`, or the source tree of a program that has not been installed. And a site's own, beside it.
class Catalog {
public:
    /// `root` holds `layouts/`, `layouts/targets/` and `specs/`; throws report::Error when not.
    explicit Catalog(std::filesystem::path root);

    /// Adds the layouts, targets, lines, locks, recipes of web apps, builders and specs of `directory`, which is like
    /// the root but needs only those of its folders that it has something in. Throws report::Error when it has none, and for a name
    /// that is taken: nothing of one directory replaces what another one has. Before anything is read.
    void add(const std::filesystem::path& directory);

    const std::filesystem::path& root() const { return root_; }
    std::filesystem::path spec(const std::string& file_name) const;
    /// What specs have in common, a file beside them that the line `at` of one of them names.
    std::filesystem::path spec_part(const std::string& file_name, const Position& at) const;

    std::vector<std::string> component_names()
        const; ///< in the order server, clients, diamond, others
    std::vector<std::string> target_names() const; ///< sorted
    /// The layout of `component`, read once, the catalog's own; an unknown one is an error with a suggestion.
    /// For several threads at once.
    const Layout& layout(const std::string& component) const;
    /// Whether `component` is made from a checkout. One whose layout cannot be read counts as such: what
    /// is wrong with it is told to those who use it.
    bool has_checkout(const std::string& component) const;
    Target target(const std::string& name) const;
    std::vector<std::string> line_names() const; ///< sorted; none without a folder layouts/lines
    Line line(const std::string& name) const;
    std::vector<std::string> builder_names() const; ///< sorted; none without layouts/builders
    /// The file of a builder. Throws report::Error for one that there is not.
    std::filesystem::path builder(const std::string& name) const;
    std::vector<std::string> lock_names() const; ///< of virtualenvs; sorted
    /// The file of a lock. Throws report::Error, which begins with `where`, for one that there is not.
    std::filesystem::path lock(const std::string& name, const std::string& where) const;
    /// How the web apps of `component` are built: its file in layouts/web, if there is one.
    std::optional<std::filesystem::path> web_recipe(const std::string& component) const;

private:
    using Files = std::map<std::string, std::filesystem::path>; ///< name → file

    void add_names(const char* folder, const char* kind, const std::filesystem::path& directory,
                   Files& files);

    std::filesystem::path root_;
    Files layout_files_, target_files_, line_files_, lock_files_, web_files_, builder_files_,
        specs_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, Layout> layouts_; ///< those read so far, by component
};

} // namespace calpkg::layout
