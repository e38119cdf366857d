#include "lib/plan/venv/take_over.hpp"

#include "lib/plan/venv/installed.hpp"
#include "lib/plan/venv/replacement.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;
using Names = std::set<std::string>;

/// "2.6" of "lib/python2.6/site-packages"; "" for any other path.
std::string python_of_site(const std::string& path) {
    constexpr std::string_view site = "/site-packages";
    for (const std::string lib : {"lib/python", "lib64/python"}) {
        if (!path.starts_with(lib) || !path.ends_with(site)) continue;
        const std::string python = path.substr(lib.size(), path.size() - lib.size() - site.size());
        const bool plain = python.find_first_not_of("0123456789.") == std::string::npos;
        if (plain && python.find('.') != std::string::npos) return python;
    }
    return {};
}

/// The distributions in every site-packages, by the Python that it is of; also for one without any.
std::map<std::string, std::vector<OldDistribution>> installed_in(const Venv& venv) {
    std::map<std::string, std::vector<OldDistribution>> found;
    for (const auto& [path, entry] : venv.entries) {
        const std::string site = path.substr(0, std::min(path.rfind('/'), path.size()));
        const std::string python = python_of_site(site);
        if (python.empty()) continue;
        found[python];
        if (const auto installed = installed_as(path.substr(site.size() + 1)))
            found[python].push_back({*installed, site});
    }
    return found;
}

/// A link on the way to a site-packages directory whose content is not seen, since it lies behind
/// the link; "" when there is none. `lib64 -> lib` hides nothing: "lib" is there.
std::string hidden_site(const Venv& venv) {
    const auto is = [&](const std::string& path, StagedEntry::Kind kind) {
        const auto found = venv.entries.find(path);
        return found != venv.entries.end() && found->second.kind == kind;
    };
    for (const auto& [path, entry] : venv.entries) {
        if (entry.kind != StagedEntry::Kind::symlink) continue;
        const bool below_lib =
            !python_of_site(path).empty() || !python_of_site(path + "/site-packages").empty();
        const bool lib = (path == "lib" && !is("lib64", StagedEntry::Kind::directory)) ||
                         (path == "lib64" && !is("lib", StagedEntry::Kind::directory));
        if (below_lib || lib) return path;
    }
    return {};
}

/// What the checkout has, for one Python; the names of those that it has not are guessed.
std::vector<NewEgg> build_eggs(const std::vector<OwnPackage>& packages, const std::string& python,
                               Names& names) {
    std::vector<NewEgg> eggs;
    for (const OwnPackage& package : packages) {
        std::optional<egg::BuiltEgg> egg = package.build(python);
        names.insert(egg ? name_of(*egg) : normalised_name(package.directory));
        if (egg) eggs.push_back({&package, std::move(*egg)});
    }
    return eggs;
}

/// Packages of `eggs` that lie in a site-packages of `python` without metadata. Python would find them before an
/// egg, which easy-install.pth puts behind. Metadata, where it is there, speaks for its packages.
void add_plain(const Venv& venv, const std::string& python, const std::vector<NewEgg>& eggs,
               std::vector<OldDistribution>& old) {
    for (const NewEgg& added : eggs) {
        const std::string name = name_of(added.egg);
        if (std::ranges::any_of(old, [&](const OldDistribution& one) {
                return one.installed.name == name &&
                       one.installed.form == Installed::Form::metadata;
            }))
            continue;
        for (const std::string& module : modules_of(added.egg))
            for (const auto& [path, entry] : venv.entries)
                if (const std::string below = "/" + module + "/__init__.py";
                    path.ends_with(below)) {
                    const std::string site = path.substr(0, path.size() - below.size());
                    if (python_of_site(site) == python)
                        old.push_back({{name, module, Installed::Form::egg}, site});
                }
    }
}

void refuse_hidden_site(const Venv& venv) {
    const std::string link = hidden_site(venv);
    if (link.empty()) return;
    throw report::Error(venv.top + "/" + link,
                        fmt::format("is a link to '{}': what lies behind it cannot be replaced",
                                    venv.entries.at(link).link),
                        "put the directory itself there, or keep all packages with --keep-venv");
}

TakenOver report_of(const std::string& python, const std::vector<OldDistribution>& old,
                    const std::vector<NewEgg>& eggs) {
    TakenOver result;
    result.python = python;
    for (const OldDistribution& one : old) result.removed.push_back(one.installed.file);
    for (const NewEgg& added : eggs) result.added.push_back(added.egg.name);
    std::ranges::sort(result.removed);
    return result;
}

} // namespace

TakenOver take_over(Venv& venv, const std::vector<OwnPackage>& packages,
                    const StagedEntry& pattern) {
    TakenOver result;
    for (auto& [python, old] : installed_in(venv)) {
        Names names;
        std::vector<NewEgg> eggs = build_eggs(packages, python, names);
        std::erase_if(
            old, [&](const OldDistribution& one) { return !names.contains(one.installed.name); });
        add_plain(venv, python, eggs, old);
        if (old.empty()) continue;
        if (!result.python.empty())
            throw report::Error(venv.top,
                                fmt::format("holds calamari's packages for Python {} and {}",
                                            result.python, python),
                                "give a virtualenv of one Python, or keep it with --keep-venv");
        result = report_of(python, old, eggs);
        Replacement(venv, pattern, std::move(old), std::move(eggs), std::move(names)).run(python);
    }
    if (result.python.empty() && !packages.empty()) refuse_hidden_site(venv);
    return result;
}

} // namespace calpkg::plan
