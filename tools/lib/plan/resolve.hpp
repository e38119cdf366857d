#pragma once

#include "lib/egg/make/build_egg.hpp"
#include "lib/hash/digest.hpp"
#include "lib/layout/layout.hpp"
#include "lib/plan/leftovers.hpp"
#include "lib/plan/plan.hpp"
#include "lib/plan/sources.hpp"
#include "lib/plan/variables.hpp"
#include "lib/plan/web_apps.hpp"
#include "lib/stage/staged_entry.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calpkg::plan {

/// Whether `rule` takes what lies at `below`, a path below its source.
bool wanted(const layout::Rule& rule, const std::string& below);

/// Where a layout meets a checkout, or its own files: turns rules into entries to stage.
class Resolver {
public:
    Resolver(const layout::Layout& layout, Sources sources, const Variables& variables,
             const std::set<std::string>& features, std::int64_t epoch);

    /// Without what `leftovers` names in trees, eggs and a virtualenv, from now on; it notes what that was. Must
    /// outlive this.
    void leave_out(Leftovers& leftovers) { leftovers_ = &leftovers; }
    Leftovers* leftovers() const { return leftovers_; }
    /// With the files of submodules, from now on; upstream's tarballs have none.
    void pack_submodules() { with_submodules_ = true; }

    /// With the web apps of `elsewhere`, from now on, in place of the checkout's. Must outlive this.
    void take_web_apps_from(const WebAppsElsewhere& elsewhere) { web_apps_elsewhere_ = &elsewhere; }
    /// Without web apps, from now on: they are yet to be made.
    void leave_out_web_apps() { without_web_apps_ = true; }

    /// Adds what `rules` make, below `root` ("/" for a package, the prefix for a tarball); those of
    /// kind venv are left to add_venvs(). Missing sources are collected for finish().
    void add(const std::vector<layout::Rule>& rules, const std::string& root);

    /// Whether the features that are on, and the checkout, ask for `rule`.
    bool applies(const layout::Rule& rule) const;

    /// Adds one finished entry. Throws report::Error when its path is taken already, unless both are the
    /// same directory.
    void put(stage::StagedEntry entry, const layout::Position& at);

    /// The egg that `rule`, of kind egg, describes, for the Python of `options`; nothing
    /// when the checkout has no such package. Whether the rule applies is not asked.
    std::optional<egg::BuiltEgg> egg_of(const layout::Rule& rule, const egg::EggOptions& options);

    /// The entries sorted by path. Throws one report::Error that names every missing source, or a file
    /// that others would have to lie below.
    std::vector<stage::StagedEntry> finish();

    const std::vector<WebApp>& web_apps() const { return web_apps_; }
    /// SHA-256 over names below the apps' directories, modes and digests of all files of web apps. Once, at the end.
    std::string web_apps_content() { return web_apps_content_.finish(); }
    /// What was packed in the place of something else.
    const report::Findings& findings() const { return findings_; }
    /// Directories whose whole content is packed: nothing may be written into them meanwhile.
    const std::vector<std::filesystem::path>& packed_whole() const { return packed_whole_; }
    void note_packed_whole(const std::filesystem::path& directory) {
        packed_whole_.push_back(directory);
    }
    const Variables& variables() const { return variables_; }
    std::int64_t epoch() const { return epoch_; }

private:
    /// Orders numbers of entries by their paths.
    struct ByPath {
        using is_transparent = void;
        const std::vector<stage::StagedEntry>& entries;
        bool operator()(std::size_t a, std::size_t b) const;
        bool operator()(std::size_t a, std::string_view b) const;
        bool operator()(std::string_view a, std::size_t b) const;
    };

    /// A `.pth` file in the making, with the first rule that asked for it.
    struct PathFile {
        layout::Rule rule;
        std::string lines;
    };

    /// put() for what the checkout and the layout make: a file gets the time of its content.
    void place(stage::StagedEntry entry, const layout::Position& at);
    const stage::StagedEntry* at_path(std::string_view path) const;
    void take_back();
    const layout::Position& position_of(std::size_t number) const;
    void add_file(const layout::Rule& rule, const std::string& source, const std::string& to);
    void add_tree(const layout::Rule& rule, const std::string& source, const std::string& to);
    void add_tracked(const layout::Rule& rule, const std::string& source, const std::string& to);
    void add_all(const layout::Rule& rule, const std::string& source, const std::string& to);
    void add_node(const layout::Rule& rule, const std::string& source, const std::string& below,
                  const std::string& to, std::optional<unsigned> git_mode);
    checkout::TrackedBelow tracked_below(const std::string& source, const layout::Rule* rule);
    std::vector<checkout::TrackedFile> committed_below(const std::string& source,
                                                       const layout::Rule* rule);
    void require_committed(const checkout::TrackedFile& file);
    bool is_leftover(const std::string& path, const std::string& tree, bool directory = false,
                     Leftovers::Among among = Leftovers::Among::files);
    void add_parents(const layout::Rule& rule, const std::string& below, const std::string& to);
    void add_ghosts(const layout::Rule& rule, const stage::StagedEntry& module);
    bool is_elsewhere(const std::string& source) const;
    std::string web_apps_remedy() const;
    std::filesystem::path on_disk(const std::string& source) const;
    void note_web_app(const layout::Rule& rule, const std::string& source,
                      const std::filesystem::path& top, const std::string& to);
    void note_web_content(const std::string& to);
    void add_egg(const layout::Rule& rule, const std::string& source, const std::string& to);
    void add_egg_text(const layout::Rule& rule, const std::string& path, std::string text,
                      unsigned mode, const std::string& origin);
    void add_egg_tree(const layout::Rule& rule, const egg::BuiltEgg& egg, const std::string& top,
                      const std::string& origin);
    void add_path_files();
    egg::PackageSources package_in(const std::string& source);
    egg::BuiltEgg build_egg(const layout::Rule& rule, egg::PackageSources& sources,
                            egg::EggOptions options) const;
    std::string source_of(const layout::Rule& rule);
    stage::StagedEntry base_of(const layout::Rule& rule) const;
    stage::Edits edits_of(const layout::Rule& rule) const;
    void missing(const layout::Rule& rule, const std::string& source);

    const layout::Layout& layout_;
    Sources sources_;
    const Variables& variables_;
    const std::set<std::string>& features_;
    std::int64_t epoch_;
    Leftovers* leftovers_ = nullptr;
    bool with_submodules_ = false;
    const WebAppsElsewhere* web_apps_elsewhere_ = nullptr;
    bool without_web_apps_ = false;
    std::vector<stage::StagedEntry> entries_; ///< in the order in which they were put
    std::set<std::size_t, ByPath> by_path_{ByPath{entries_}}; ///< all of them
    /// Where the layout asked for entries: from which number on at what position.
    std::vector<std::pair<std::size_t, layout::Position>> begins_;
    std::vector<WebApp> web_apps_;
    hash::Sha256 web_apps_content_;
    std::set<std::string> absent_web_apps_; ///< sources of those that are missing or empty
    std::map<std::string, PathFile> path_files_;
    std::vector<std::filesystem::path> packed_whole_;
    report::Findings findings_;
    std::vector<std::string> missing_;
    std::string remedy_;
};

} // namespace calpkg::plan
