#include "lib/plan/resolve.hpp"

#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/content_time.hpp"
#include "lib/plan/glob.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/content.hpp"
#include "lib/stage/link.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <sys/stat.h>
#include <utility>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

constexpr unsigned kGitExecutable = 0100755;

std::string read_link(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path target = std::filesystem::read_symlink(path, error);
    if (error) throw report::system_error(path.string(), "read link", error.value());
    return target.string();
}

/// "a" + "b" → "a/b"; "." and "" stand for the directory itself.
std::string join(const std::string& directory, const std::string& name) {
    if (name.empty() || name == ".") return directory;
    if (directory.empty() || directory == ".") return name;
    return directory.back() == '/' ? directory + name : directory + "/" + name;
}

unsigned mode_of(const layout::Rule& rule, const std::string& below, bool executable) {
    for (const layout::ModeRule& mode : rule.modes)
        if (glob_match(mode.glob, below)) return mode.mode;
    if (rule.mode) return *rule.mode;
    return executable ? 0755 : 0644;
}

std::shared_ptr<const stage::Edits> shared(stage::Edits edits) {
    return edits.empty() ? nullptr : std::make_shared<const stage::Edits>(std::move(edits));
}

/// Layouts are checked when they are read, but not what their variables make of a path.
void check_destination(const std::string& path, bool absolute, const layout::Position& at) {
    const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
    const bool climbs = !normal.empty() && *normal.begin() == "..";
    if (path.empty() || normal.string() != path || path.back() == '/' || climbs ||
        (path.front() == '/') != absolute)
        throw report::Error(
            at.text(),
            fmt::format("'{}' is not a destination after its variables are replaced", path),
            "give it an absolute path without '..', '//' or a '/' at its end");
}

} // namespace

Resolver::Resolver(const layout::Layout& layout, Sources sources, const Variables& variables,
                   const std::set<std::string>& features, std::int64_t epoch)
    : layout_(layout),
      sources_(std::move(sources)),
      variables_(variables),
      features_(features),
      epoch_(epoch) {}

bool Resolver::applies(const layout::Rule& rule) const {
    const auto is_on = [&](const std::string& feature) { return features_.contains(feature); };
    if (!std::ranges::all_of(rule.when, is_on) || std::ranges::any_of(rule.unless, is_on))
        return false;
    if (rule.web_app && without_web_apps_) return false;
    if (std::ranges::any_of(absent_web_apps_, [&](const std::string& app) {
            return rule.when_missing.starts_with(app + "/");
        }))
        return false;
    return rule.when_missing.empty() ||
           !std::filesystem::exists(std::filesystem::symlink_status(on_disk(rule.when_missing)));
}

void Resolver::add(const std::vector<layout::Rule>& rules, const std::string& root) {
    for (const layout::Rule& rule : rules) {
        if (rule.kind == layout::Rule::Kind::venv || !applies(rule)) continue;
        const std::string to = variables_.expand(rule.to, rule.at);
        const std::string destination = root == "/" ? to : join(root, to);
        check_destination(destination, root.starts_with('/'), rule.at);
        const std::string source = source_of(rule);
        StagedEntry made = base_of(rule);
        made.path = destination;
        made.origin = "layout";
        switch (rule.kind) {
        case layout::Rule::Kind::file: add_file(rule, source, destination); break;
        case layout::Rule::Kind::tree: add_tree(rule, source, destination); break;
        case layout::Rule::Kind::dir:
            made.kind = StagedEntry::Kind::directory;
            made.mode = rule.mode.value_or(0755);
            place(std::move(made), rule.at);
            break;
        case layout::Rule::Kind::link:
            made.kind = StagedEntry::Kind::symlink;
            made.link = source;
            place(std::move(made), rule.at);
            break;
        case layout::Rule::Kind::text:
            made.mode = rule.mode.value_or(0644);
            made.size = source.size();
            made.source = stage::TextSource{source};
            place(std::move(made), rule.at);
            break;
        case layout::Rule::Kind::egg: add_egg(rule, source, destination); break;
        case layout::Rule::Kind::venv: break;
        }
    }
    add_path_files();
}

std::string Resolver::source_of(const layout::Rule& rule) {
    const std::string source = variables_.expand(rule.source, rule.at);
    const auto& files = sources_.files();
    const auto tracked = [&](const std::string& path) {
        return std::ranges::binary_search(files, path, {}, &checkout::TrackedFile::path);
    };
    if (rule.others.empty() || tracked(source)) return source;
    for (const std::string& other : rule.others) {
        const std::string path = variables_.expand(other, rule.at);
        if (!tracked(path)) continue;
        findings_.push_back(
            {"other-source", report::Severity::warning, layout_.package,
             fmt::format("the checkout has no {}: {} is packed instead", source, path),
             "see whether it fits the target"});
        return path;
    }
    return source;
}

StagedEntry Resolver::base_of(const layout::Rule& rule) const {
    StagedEntry base;
    base.user = variables_.expand(rule.user, rule.at);
    base.group = variables_.expand(rule.group, rule.at);
    base.mtime = epoch_;
    base.config = rule.config;
    base.doc = rule.doc || rule.license;
    return base;
}

stage::Edits Resolver::edits_of(const layout::Rule& rule) const {
    stage::Edits edits;
    edits.shebang = variables_.expand(rule.shebang, rule.at);
    edits.prepend = variables_.expand(rule.prepend, rule.at);
    for (const auto& [token, text] : rule.replace)
        edits.replace[token] = variables_.expand(text, rule.at);
    if (!rule.policy_module.empty())
        edits.policy = stage::Policy{std::filesystem::path(rule.to).stem().string(),
                                     variables_.expand(rule.policy_module, rule.at)};
    return edits;
}

void Resolver::missing(const layout::Rule& rule, const std::string& source) {
    if (rule.optional) return;
    const std::string remedy = variables_.expand(rule.remedy, rule.at);
    if (rule.web_app) { // a finding, which may be accepted
        absent_web_apps_.insert(variables_.expand(rule.source, rule.at));
        web_apps_.back().remedy = remedy + web_apps_remedy();
        return;
    }
    missing_.push_back(fmt::format("{} ({})", source, rule.at.text()));
    if (remedy_.empty()) remedy_ = remedy;
}

void Resolver::add_file(const layout::Rule& rule, const std::string& source,
                        const std::string& to) {
    const auto& files = sources_.files();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const auto& file) { return file.path == source; });
    std::optional<unsigned> mode;
    if (found != files.end()) {
        require_committed(*found);
        mode = found->mode;
    } else {
        for (const auto& file : tracked_below(source, nullptr).of_submodules) mode = file.mode;
    }
    // A file that git does not know may be there all the same; it is not part of the commit.
    if (rule.files == layout::Files::tracked && !mode) return missing(rule, source);
    if (!std::filesystem::exists(std::filesystem::symlink_status(sources_.top() / source)))
        return missing(rule, source);
    add_node(rule, source, "", to, mode);
}

void Resolver::add_tree(const layout::Rule& rule, const std::string& source,
                        const std::string& to) {
    const std::size_t before = entries_.size();
    const std::filesystem::path top = on_disk(source);
    if (rule.web_app) note_web_app(rule, source, top, to);
    if (!std::filesystem::is_directory(top)) {
        for (const checkout::TrackedFile& file : sources_.files())
            if (file.path.starts_with(source + "/")) require_committed(file);
        return missing(rule, source);
    }
    if (std::filesystem::is_symlink(top))
        throw report::Error(top.string(), "is a symbolic link where a directory is expected",
                            "put the directory itself there");
    if (rule.own_root) {
        StagedEntry directory = base_of(rule);
        directory.kind = StagedEntry::Kind::directory;
        directory.mode = rule.dir_mode.value_or(0755);
        directory.path = to;
        directory.origin = source;
        directory.config = directory.doc = false;
        put(std::move(directory), rule.at);
    }
    if (rule.files == layout::Files::tracked)
        add_tracked(rule, source, to);
    else
        add_all(rule, source, to);
    if (entries_.size() == before + (rule.own_root ? 1 : 0)) {
        if (rule.web_app && rule.own_root)
            take_back(); // an app that is left out leaves no directory
        return missing(rule, source + "/*");
    }
    if (rule.web_app) note_web_content(to);
}

void Resolver::add_tracked(const layout::Rule& rule, const std::string& source,
                           const std::string& to) {
    const std::size_t prefix = source == "." ? 0 : source.size() + 1;
    for (const checkout::TrackedFile& file : committed_below(source, &rule)) {
        const std::string below = file.path.substr(prefix);
        add_parents(rule, below, to);
        add_node(rule, file.path, below, join(to, below), file.mode);
    }
}

void Resolver::add_all(const layout::Rule& rule, const std::string& source, const std::string& to) {
    const std::filesystem::path top = on_disk(source);
    packed_whole_.push_back(top);
    const bool elsewhere = is_elsewhere(source);
    const auto among = rule.web_app ? Leftovers::Among::web_app : Leftovers::Among::files;
    if (!elsewhere) tracked_below(source, &rule); // throws for what is no commit's
    const auto& tracked = sources_.files();
    fs::walk(top, [&](const std::filesystem::path& path) {
        process::check_interrupt();
        const std::string below = path.lexically_relative(top).string();
        if (!wanted(rule, below)) return;
        const bool directory = std::filesystem::is_directory(std::filesystem::symlink_status(path));
        if (is_leftover(join(source, below), source, directory, among)) return;
        const auto found = std::ranges::lower_bound(tracked, join(source, below), {},
                                                    &checkout::TrackedFile::path);
        if (!elsewhere && found != tracked.end() && found->path == join(source, below))
            require_committed(*found);
        add_parents(rule, below, to);
        add_node(rule, join(source, below), below, join(to, below), std::nullopt);
    });
}

void Resolver::add_parents(const layout::Rule& rule, const std::string& below,
                           const std::string& to) {
    for (std::size_t slash = below.find('/'); slash != std::string::npos;
         slash = below.find('/', slash + 1)) {
        const std::string path = join(to, below.substr(0, slash));
        const StagedEntry* found = at_path(path);
        if (found != nullptr && found->kind == StagedEntry::Kind::directory) continue;
        StagedEntry directory = base_of(rule);
        directory.kind = StagedEntry::Kind::directory;
        directory.mode = rule.dir_mode.value_or(0755);
        directory.path = path;
        directory.config = directory.doc = false;
        directory.origin = "directory";
        put(std::move(directory), rule.at);
    }
}

void Resolver::add_node(const layout::Rule& rule, const std::string& source,
                        const std::string& below, const std::string& to,
                        std::optional<unsigned> git_mode) {
    const std::filesystem::path path = on_disk(source);
    const std::string subject =
        is_elsewhere(source) ? web_apps_elsewhere_->shown(path) : path.string();
    const struct stat status = fs::status_of(path);
    StagedEntry made = base_of(rule);
    made.path = to;
    made.origin = source;
    if (S_ISREG(status.st_mode)) {
        fs::require_readable(path);
        const bool executable =
            git_mode ? *git_mode == kGitExecutable : (status.st_mode & S_IXUSR) != 0;
        made.mode = mode_of(rule, below, executable);
        made.size = static_cast<std::uint64_t>(status.st_size);
        auto edits = shared(edits_of(rule));
        const bool as_it_is = edits == nullptr;
        made.source = stage::FileSource{path, std::move(edits), stage::changed_at(status)};
        if (as_it_is)
            made.digest = hash::KnownContents::told(sources_.contents(), "SHA-256", path, status,
                                                    [&] { return stage::content_digest(made); });
    } else if (S_ISDIR(status.st_mode)) {
        made.kind = StagedEntry::Kind::directory;
        made.mode = rule.dir_mode.value_or(0755);
        made.config = made.doc = false;
    } else if (S_ISLNK(status.st_mode)) {
        made.kind = StagedEntry::Kind::symlink;
        made.link = read_link(path);
        made.config = made.doc = false;
        const std::string top = below.empty() ? std::filesystem::path(to).parent_path().string()
                                              : to.substr(0, to.size() - below.size() - 1);
        stage::check_link(subject, to, made.link, top.empty() ? "." : top);
    } else {
        throw report::Error(subject, "is not a regular file, directory or link", "remove it");
    }
    place(made, rule.at);
    if (rule.bytecode_ghosts && made.kind == StagedEntry::Kind::file && made.path.ends_with(".py"))
        add_ghosts(rule, made);
}

void Resolver::add_ghosts(const layout::Rule& rule, const StagedEntry& module) {
    for (const char* suffix : {"c", "o"}) {
        StagedEntry ghost = base_of(rule);
        ghost.path = module.path + suffix;
        ghost.mode = 0644;
        ghost.ghost = true;
        ghost.config = ghost.doc = false;
        ghost.source = stage::TextSource{};
        ghost.origin = "bytecode";
        put(std::move(ghost), rule.at);
    }
}

void Resolver::place(StagedEntry entry, const layout::Position& at) {
    if (entry.kind == StagedEntry::Kind::file) {
        if (entry.digest.empty()) entry.digest = stage::content_digest(entry);
        entry.mtime = hash::content_time(epoch_, entry.digest);
    }
    put(std::move(entry), at);
}

std::vector<StagedEntry> Resolver::finish() {
    const auto submodule = std::ranges::find(findings_, "missing-submodule", &report::Finding::id);
    if (submodule != findings_.end()) remedy_ = submodule->remedy; // most likely they are in it
    if (!missing_.empty())
        throw report::Error(
            fmt::format("{}: {}", layout_.package, sources_.top().string()),
            fmt::format("{} missing: {}", missing_.size() == 1 ? "a source is" : "sources are",
                        fmt::join(missing_, ", ")),
            remedy_.empty() ? (sources_.git() != nullptr ? "check out the right branch"
                                                         : "put it there, or remove the rule")
                            : remedy_);
    for (const std::size_t number : by_path_) {
        const std::string& path = entries_[number].path;
        const std::size_t slash = path.rfind('/');
        if (slash == std::string::npos) continue;
        const StagedEntry* parent = at_path(std::string_view(path).substr(0, slash));
        if (parent != nullptr && parent->kind != StagedEntry::Kind::directory)
            throw report::Error(
                position_of(number).text(),
                fmt::format("{} lies below {}, which is not a directory", path, parent->path),
                "give one of them another destination in the layout");
    }
    by_path_.clear();
    begins_.clear();
    std::ranges::sort(entries_, {}, &StagedEntry::path);
    return std::exchange(entries_, {});
}

} // namespace calpkg::plan
