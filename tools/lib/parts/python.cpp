#include "lib/fs/paths.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/parts/parts_of.hpp"
#include "lib/plan/venv/installed.hpp"
#include "lib/report/text.hpp"
#include "lib/venv/lock.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>

namespace calpkg::parts {

namespace {

using provenance::Part;
using stage::StagedEntry;
using Form = plan::Installed::Form;

/// What lies directly in a directory of Python's, by its path.
std::map<std::string, plan::Installed> installed_in(const plan::Plan& plan) {
    std::map<std::string, plan::Installed> found;
    for (const StagedEntry& entry : plan.entries) {
        const std::filesystem::path path(entry.path);
        const std::string parent = path.parent_path().filename().string();
        if (entry.ghost || (parent != "site-packages" && parent != "dist-packages")) continue;
        const auto installed = plan::installed_as(path.filename().string());
        if (installed && installed->form != Form::link) found.emplace(entry.path, *installed);
    }
    return found;
}

/// "django_filter-0.6-py2.7.egg" → {"django-filter", "0.6"}: installers write "_" where a name or a version has "-".
Part named(const std::string& file) {
    const std::string stem = file.substr(0, file.rfind('.'));
    const std::size_t dash = stem.find('-');
    Part part;
    part.name = report::replaced(stem.substr(0, dash), "_", "-");
    if (dash == std::string::npos) return part;
    part.version = stem.substr(dash + 1);
    part.version.resize(std::min(part.version.find("-py"), part.version.size()));
    part.version = report::replaced(part.version, "_", "-");
    return part;
}

/// Over the files at and below `top`.
std::string content_of(const std::vector<StagedEntry>& entries, const std::string& top) {
    hash::Sha256 digest;
    for (const StagedEntry& entry : entries)
        if (fs::is_at_or_below(entry.path, top))
            digest.update(
                fmt::format("{} {} {}\n", entry.path.substr(top.size()), entry.digest, entry.link));
    return digest.finish();
}

/// What the virtualenv was built from, where cal-pkg has built it: its lock, which 'venv build' writes beside the tarball.
std::optional<venv::Lock> lock_of(const plan::Plan& plan) {
    std::filesystem::path file;
    constexpr std::string_view ending = ".tar.gz";
    if (plan.venv_to_make)
        file = plan.venv_to_make->made_lock;
    else if (const std::string archive = plan.venv_archive.string(); archive.ends_with(ending))
        file = archive.substr(0, archive.size() - ending.size()) + ".lock.yaml";
    if (file.empty() || !fs::is_there(file)) return std::nullopt;
    return venv::read_lock(file);
}

} // namespace

std::vector<Part> python_parts(const plan::Plan& plan) {
    const std::optional<venv::Lock> lock = lock_of(plan);
    std::map<std::string, bool> own; // by path
    for (const StagedEntry& entry : plan.entries) own[entry.path] = entry.origin != "virtualenv";
    std::vector<Part> parts;
    for (const auto& [path, installed] : installed_in(plan)) {
        Part part = named(installed.file);
        part.own = own.at(path);
        part.metadata_sha256 = content_of(plan.entries, path);
        part.places = {path};
        const venv::Locked* locked = lock ? lock->find(part.name) : nullptr;
        if (locked != nullptr && !part.own && locked->version == part.version) {
            part.name = locked->name;
            part.archive = locked->file;
            part.sha256 = locked->sha256;
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace calpkg::parts
