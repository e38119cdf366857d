#include "lib/check/changed_kinds.hpp"

#include "lib/check/accept.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/version_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace calpkg::check {

namespace {

namespace stdfs = std::filesystem;
using report::Severity;
using stage::StagedEntry;

enum class Kind { directory, file, link };
using Kinds = std::map<std::string, Kind>;

const char* word(Kind kind) {
    return kind == Kind::directory ? "directory" : kind == Kind::file ? "file" : "link";
}

/// Adds what is listed, and directories that nothing lists but which the path leads through.
void add(Kinds& kinds, const std::string& path, Kind kind) {
    kinds[path] = kind;
    for (std::size_t end = path.rfind('/'); end != 0 && end != std::string::npos;
         end = path.rfind('/', end - 1))
        if (!kinds.emplace(path.substr(0, end), Kind::directory).second) break;
}

Kinds kinds_of(const plan::Plan& plan) {
    Kinds kinds;
    for (const StagedEntry& entry : plan.entries)
        if (!entry.ghost)
            add(kinds, entry.path,
                entry.kind == StagedEntry::Kind::directory ? Kind::directory
                : entry.kind == StagedEntry::Kind::symlink ? Kind::link
                                                           : Kind::file);
    return kinds;
}

Kinds kinds_of(const rpm::FileTable& files) {
    Kinds kinds;
    for (std::size_t row = 0; row < files.size(); ++row)
        if (!files.is_ghost(row))
            add(kinds, files.path(row),
                files.is_directory(row) ? Kind::directory
                : files.is_link(row)    ? Kind::link
                                        : Kind::file);
    return kinds;
}

/// The package at `file`, when it is one and called `name`.
std::unique_ptr<rpm::OpenPackage> open(const stdfs::path& file, const std::string& name) {
    try {
        auto package = std::make_unique<rpm::OpenPackage>(file);
        if (package->parts.header.text(rpm::tag::name) == name) return package;
    } catch (const report::Error&) {
        // No rpm installs it, so nobody upgrades from it.
    }
    return nullptr;
}

/// Those of the plan's name, newest first.
std::vector<std::unique_ptr<rpm::OpenPackage>> published(const plan::Plan& plan,
                                                         const stdfs::path& directory) {
    std::vector<std::unique_ptr<rpm::OpenPackage>> packages;
    std::error_code none;
    for (const auto& entry : stdfs::directory_iterator(directory / plan.arch, none))
        if (entry.path().extension() == ".rpm")
            if (auto package = open(entry.path(), plan.name))
                packages.push_back(std::move(package));
    const auto version = [](const auto& package) {
        const rpm::RawHeader& header = package->parts.header;
        return header.text(rpm::tag::version) + "-" + header.text(rpm::tag::release);
    };
    std::ranges::sort(packages, [&](const auto& a, const auto& b) {
        return rpm::compare_versions(version(a), version(b)) > 0;
    });
    return packages;
}

report::Finding finding(const plan::Plan& plan, const std::string& path, Kind before, Kind now,
                        const std::string& package) {
    const std::string what =
        fmt::format("is a {} in {} and would be a {}", word(before), package, word(now));
    if (before == Kind::directory || (before == Kind::link && now == Kind::directory))
        return {"kind-changed", Severity::error, plan.name + ": " + path,
                what + ": rpm cannot upgrade, and rpm 4.8 stops half-way",
                "call one of them otherwise, or let nobody install both: --accept kind-changed"};
    if (now != Kind::directory)
        return {"kind-changed", Severity::note, plan.name + ": " + path,
                what + ", which rpm can upgrade to and go back from", ""};
    return {"kind-changed", Severity::warning, plan.name + ": " + path,
            what + ": rpm can upgrade, but not go back",
            "call one of them otherwise where sites may want to go back"};
}

} // namespace

report::Findings changed_kinds(const plan::Plan& plan, const std::filesystem::path& directory) {
    report::Findings findings;
    const Kinds now = kinds_of(plan);
    std::set<std::string> told;
    for (const auto& package : published(plan, directory))
        for (const auto& [path, before] : kinds_of(package->files)) {
            const auto found = now.find(path);
            if (found == now.end() || found->second == before || path.ends_with(".egg")) continue;
            if (told.insert(path).second)
                findings.push_back(
                    finding(plan, path, before, found->second, rpm::nevra(package->parts.header)));
        }
    return with_accepted(std::move(findings), plan.accept);
}

} // namespace calpkg::check
