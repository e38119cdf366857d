#include "lib/plan/eggs.hpp"

#include "lib/egg/make/build_egg.hpp"
#include "lib/egg/make/console_scripts.hpp"
#include "lib/plan/resolve.hpp"
#include "lib/stage/edits.hpp"

#include <fmt/format.h>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

} // namespace

egg::PackageSources tracked_package(const std::filesystem::path& top,
                                    const std::vector<checkout::TrackedFile>& tracked,
                                    const std::string& directory) {
    std::vector<std::string> files;
    const std::string prefix = directory.empty() ? directory : directory + "/";
    for (const checkout::TrackedFile& file : tracked) {
        if (!file.path.starts_with(prefix) || file.is_submodule()) continue;
        if (std::filesystem::exists(std::filesystem::symlink_status(top / file.path)))
            files.push_back(file.path.substr(prefix.size()));
    }
    return {top / directory, directory, files};
}

/// The egg with the layout's edits in it.
egg::BuiltEgg Resolver::build_egg(const layout::Rule& rule, egg::PackageSources& sources,
                                  egg::EggOptions options) const {
    for (const auto& [path, content] : rule.write)
        sources.write(variables_.expand(path, rule.at), variables_.expand(content, rule.at));
    const stage::Edits edits{{}, edits_of(rule).replace, {}};
    for (const std::string& path : sources.paths()) {
        if (edits.empty() || !path.ends_with(".py")) continue;
        const std::string content = sources.read(path);
        std::string edited = stage::apply(edits, content);
        if (edited != content) sources.write(path, std::move(edited));
    }
    for (const auto& [keyword, value] : rule.setup)
        options.overrides[keyword] = variables_.expand(value, rule.at);
    return egg::build_egg(sources, options);
}

egg::PackageSources Resolver::package_in(const std::string& source) {
    return tracked_package(sources_.top(), committed_below(source, nullptr), source);
}

std::optional<egg::BuiltEgg> Resolver::egg_of(const layout::Rule& rule,
                                              const egg::EggOptions& options) {
    egg::PackageSources sources = package_in(variables_.expand(rule.source, rule.at));
    if (!sources.has("setup.py")) return std::nullopt;
    return build_egg(rule, sources, options);
}

void Resolver::add_egg(const layout::Rule& rule, const std::string& source, const std::string& to) {
    egg::PackageSources sources = package_in(source);
    if (!sources.has("setup.py")) return missing(rule, source + "/setup.py");
    egg::EggOptions options;
    options.python = variables_.expand("{python}", rule.at);
    options.interpreter = variables_.expand(rule.shebang, rule.at);
    const egg::BuiltEgg egg = build_egg(rule, sources, options);
    const std::string path = to + "/" + egg.name;
    add_egg_tree(rule, egg, path, source);
    for (const egg::EntryPoint& point : egg.console_scripts) {
        if (rule.scripts.empty()) break;
        const std::string interpreter =
            rule.shebang.empty() ? "/usr/bin/python{python}" : rule.shebang;
        add_egg_text(rule, variables_.expand(rule.scripts, rule.at) + "/" + point.name,
                     egg::console_script_text(point, variables_.expand(interpreter, rule.at)), 0755,
                     source);
    }
    if (!rule.path_file.empty()) {
        auto& file =
            path_files_.try_emplace(to + "/" + rule.path_file, PathFile{rule, {}}).first->second;
        file.lines += "./" + egg.name + "\n";
    }
}

void Resolver::add_egg_text(const layout::Rule& rule, const std::string& path, std::string text,
                            unsigned mode, const std::string& origin) {
    StagedEntry made = base_of(rule);
    made.path = path;
    made.mode = mode;
    made.size = text.size();
    made.source = stage::TextSource{std::move(text)};
    made.origin = origin;
    place(std::move(made), rule.at);
}

void Resolver::add_egg_tree(const layout::Rule& rule, const egg::BuiltEgg& egg,
                            const std::string& top, const std::string& origin) {
    StagedEntry directory = base_of(rule);
    directory.kind = StagedEntry::Kind::directory;
    directory.mode = 0755;
    directory.path = top;
    directory.origin = origin;
    put(directory, rule.at);
    for (const egg::EggFile& file : egg.files) {
        add_parents(rule, file.member, top);
        StagedEntry made = base_of(rule);
        made.path = top + "/" + file.member;
        made.mode = file.mode;
        made.size = file.content.size();
        made.origin = origin;
        made.source = stage::TextSource{file.content};
        place(made, rule.at);
        if (rule.bytecode_ghosts && made.path.ends_with(".py")) add_ghosts(rule, made);
    }
}

/// The `.pth` files of all eggs: Python puts each line's path behind the directory of such a file
/// (documentation of its module `site`).
void Resolver::add_path_files() {
    for (const auto& [path, file] : path_files_)
        add_egg_text(file.rule, path, file.lines, 0644, "layout");
    path_files_.clear();
}

} // namespace calpkg::plan
