#include "lib/plan/venv/replacement.hpp"

#include "lib/egg/make/console_scripts.hpp"
#include "lib/plan/venv/texts.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;
using Names = std::set<std::string>;

constexpr std::uint64_t kLargestScript = 64U << 10;

/// Of a path in the virtualenv, which is relative.
std::string directory_of(const std::string& path) {
    return std::filesystem::path(path).parent_path().string();
}

bool is_in_bin(const std::string& path) {
    constexpr std::string_view bin = "bin/";
    return path.starts_with(bin) && path.find('/', bin.size()) == std::string::npos;
}

std::string first_part(const std::string& path) { return path.substr(0, path.find('/')); }

} // namespace

Names modules_of(const egg::BuiltEgg& egg) {
    Names modules;
    for (const egg::EggFile& file : egg.files) {
        std::string module = first_part(file.member);
        if (module == "EGG-INFO") continue;
        if (module.ends_with(".py")) module.resize(module.size() - 3);
        modules.insert(module);
    }
    return modules;
}

std::string name_of(const egg::BuiltEgg& egg) { return installed_as(egg.name).value().name; }

void Replacement::run(const std::string& python) {
    read_texts();
    remove_distributions();
    remove_scripts();
    add_eggs();
    update_path_file();
    add_scripts(python);
    check_hard_links();
}

void Replacement::read_texts() {
    std::vector<std::string> paths;
    for (const auto& [path, entry] : venv_.entries)
        if (is_in_bin(path) &&
            (entry.kind == StagedEntry::Kind::hardlink ||
             (entry.kind == StagedEntry::Kind::file && entry.size <= kLargestScript)))
            paths.push_back(path);
    for (const OldDistribution& old : old_) {
        if (old.installed.form == Installed::Form::metadata)
            paths.push_back(old.path() + "/top_level.txt");
        if (old.installed.form == Installed::Form::link) paths.push_back(old.path());
        paths.push_back(old.site + "/" + kPathFile);
    }
    texts_ = read_venv_texts(venv_, paths);
}

/// Names of the modules that an old distribution may have brought.
Names Replacement::modules_of_old(const OldDistribution& old) const {
    Names modules;
    for (const NewEgg& added : new_)
        if (name_of(added.egg) == old.installed.name) modules.merge(modules_of(added.egg));
    const auto listed = texts_.find(old.path() + "/top_level.txt");
    if (listed != texts_.end())
        for (const std::string& line : report::lines_of(listed->second))
            if (!line.empty() && line.find('/') == std::string::npos) modules.insert(line);
    if (modules.empty()) modules.insert(old.installed.name);
    return modules;
}

void Replacement::remove_that_begin(const std::string& prefix) {
    auto& entries = venv_.entries;
    const auto begin = entries.lower_bound(prefix);
    const auto end = std::find_if_not(
        begin, entries.end(), [&](const auto& item) { return item.first.starts_with(prefix); });
    entries.erase(begin, end);
}

/// Removes an entry with all below it.
void Replacement::remove(const std::string& path) {
    venv_.entries.erase(path);
    remove_that_begin(path + "/");
}

void Replacement::remove_distributions() {
    for (const OldDistribution& old : old_) {
        remove(old.path());
        gone_.insert(old.installed.file);
        if (old.installed.form == Installed::Form::link) {
            const auto text = texts_.find(old.path());
            if (text != texts_.end() && !text->second.empty())
                gone_.insert(report::lines_of(text->second).front());
        }
        if (old.installed.form != Installed::Form::metadata) continue;
        for (const std::string& module : modules_of_old(old)) {
            for (const char* suffix : {"", ".py", ".pyc", ".pyo"})
                remove(old.site + "/" + module + suffix);
            remove_that_begin(old.site + "/__pycache__/" + module + ".");
        }
    }
}

void Replacement::remove_scripts() {
    Names modules;
    for (const OldDistribution& old : old_) modules.merge(modules_of_old(old));
    for (const auto& [path, text] : texts_)
        if (is_in_bin(path) && is_script_of(text, names_, modules)) remove(path);
    for (const NewEgg& added : new_)
        for (const egg::EntryPoint& point : added.egg.console_scripts) remove("bin/" + point.name);
}

void Replacement::add_file(const std::string& path, const std::string& origin, StagedEntry made) {
    made.path = venv_.top + "/" + path;
    made.user = pattern_.user;
    made.group = pattern_.group;
    made.mtime = pattern_.mtime;
    made.origin = origin;
    venv_.entries[path] = std::move(made);
}

void Replacement::add_text(const std::string& path, unsigned mode, const std::string& origin,
                           std::string text) {
    StagedEntry made;
    made.mode = mode;
    made.size = text.size();
    std::get<stage::TextSource>(made.source).text = std::move(text);
    add_file(path, origin, std::move(made));
}

void Replacement::add_parents(const std::string& path, const std::string& origin) {
    const std::string parent = directory_of(path);
    if (parent.empty() || venv_.entries.contains(parent)) return;
    add_parents(parent, origin);
    StagedEntry made;
    made.kind = StagedEntry::Kind::directory;
    made.mode = 0755;
    add_file(parent, origin, std::move(made));
}

void Replacement::add_tree(const NewEgg& added) {
    for (const egg::EggFile& file : added.egg.files) {
        const std::string path = site_ + "/" + added.egg.name + "/" + file.member;
        add_parents(path, added.package->directory);
        StagedEntry made;
        made.mode = file.mode;
        made.size = file.content.size();
        made.source = stage::TextSource{file.content};
        add_file(path, added.package->directory, std::move(made));
    }
}

void Replacement::add_eggs() {
    for (const NewEgg& added : new_) add_tree(added);
}

/// In every site-packages the old lines go; the new ones go where the eggs are.
void Replacement::update_path_file() {
    texts_.try_emplace(site_ + "/" + kPathFile);
    std::vector<std::string> eggs;
    for (const NewEgg& added : new_) eggs.push_back(added.egg.name);
    for (const auto& [path, text] : texts_) {
        if (!path.ends_with(std::string("/") + kPathFile)) continue;
        const auto old = venv_.entries.find(path);
        if (old != venv_.entries.end() && old->second.kind == StagedEntry::Kind::symlink)
            throw report::Error(
                venv_.top + "/" + path,
                fmt::format("is a link to '{}', whose lines would be lost", old->second.link),
                "put the file itself there");
        const bool here = directory_of(path) == site_;
        add_text(path, 0644, "virtualenv",
                 updated_path_file(text, gone_, here ? eggs : std::vector<std::string>()));
    }
}

void Replacement::add_scripts(const std::string& python) {
    std::string interpreter = "bin/python";
    for (const std::string& name : {"bin/python" + python, std::string("bin/python")})
        if (venv_.entries.contains(name)) interpreter = name;
    for (const NewEgg& added : new_)
        for (const egg::EntryPoint& point : added.egg.console_scripts)
            add_text("bin/" + point.name, 0755, added.package->directory,
                     egg::console_script_text(point, venv_.top + "/" + interpreter));
}

/// A file of the same name that took the place of the old one is not a target either: the link would
/// change with it.
void Replacement::check_hard_links() const {
    const auto stays = [&](const std::string& path) {
        const auto found = venv_.entries.find(path);
        return found != venv_.entries.end() &&
               std::holds_alternative<stage::MemberSource>(found->second.source);
    };
    for (const auto& [path, entry] : venv_.entries)
        if (entry.kind == StagedEntry::Kind::hardlink &&
            !stays(entry.link.substr(venv_.top.size() + 1)))
            throw report::Error(
                entry.path, fmt::format("is a hard link to {}, which is replaced", entry.link),
                "give the virtualenv as a directory, or keep its packages with --keep-venv");
}

} // namespace calpkg::plan
