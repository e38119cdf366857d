#include "lib/plan/venv/read_venv.hpp"

#include "lib/fs/walk.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/link.hpp"
#include "lib/stage/source_file.hpp"
#include "lib/tar/members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <optional>
#include <sys/stat.h>
#include <thread>
#include <variant>
#include <vector>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

constexpr const char* kRemedy =
    "give --venv a directory or tarball with bin/python, a server package, or --venv none";

unsigned plain_mode(unsigned mode, const std::string& subject) {
    if ((mode & 07000) != 0)
        throw report::Error(subject, "has a set-user-id, set-group-id or sticky bit", "clear it");
    return (mode & 0100) != 0 ? 0755 : 0644;
}

/// A relative link must stay in the virtualenv; an absolute one is the system's python.
void check_venv_link(const std::string& subject, const StagedEntry& entry, const std::string& top) {
    if (!entry.link.empty() && entry.link.front() == '/') return;
    stage::check_link(subject, entry.path, entry.link, top);
}

bool is_venv(const std::filesystem::path& directory) {
    return std::filesystem::exists(std::filesystem::symlink_status(directory / "bin/python")) ||
           std::filesystem::exists(directory / "bin/activate");
}

/// The virtualenv in `given`, which may be an installed system's root (whose own bin/python is
/// none) or the directory around the virtualenv.
std::filesystem::path venv_directory(const std::filesystem::path& given, const std::string& to) {
    const std::filesystem::path destination(to);
    for (const std::filesystem::path& candidate :
         {given / destination.relative_path(), given, given / destination.filename()})
        if (is_venv(candidate)) return candidate;
    throw report::Error(given.string(), "is not a virtualenv: it has no bin/python", kRemedy);
}

/// Hashing takes most of the time: on every processor.
void read_all_facts(Venv& venv) {
    std::vector<std::function<void()>> tasks;
    for (const auto& [below, entry] : venv.entries) {
        if (entry.kind != StagedEntry::Kind::file) continue;
        FileFacts& facts = venv.facts.at(below);
        tasks.emplace_back([&below, &entry, &facts] {
            process::check_interrupt();
            const auto& source = std::get<stage::FileSource>(entry.source);
            stage::SourceFile file(source.path, entry.size, source.changed);
            facts = read_facts(below, facts.mtime, [&](char* buffer, std::size_t size) {
                return file.read(buffer, size);
            });
        });
    }
    process::run_tasks(tasks, std::max(1U, std::thread::hardware_concurrency()));
}

void read_directory(const StagedEntry& pattern, Venv& venv) {
    const std::size_t above = (venv.directory / "").native().size();
    fs::walk(venv.directory, [&](const std::filesystem::path& path) {
        const std::string subject = path.string();
        struct stat status {};
        if (lstat(path.c_str(), &status) != 0)
            throw report::system_error(path.string(), "read", errno);
        StagedEntry made = pattern;
        const std::string below = path.native().substr(above);
        made.path = venv.top + "/" + below;
        if (S_ISDIR(status.st_mode)) {
            made.kind = StagedEntry::Kind::directory;
            made.mode = 0755;
        } else if (S_ISLNK(status.st_mode)) {
            made.kind = StagedEntry::Kind::symlink;
            made.link = std::filesystem::read_symlink(path).string();
            check_venv_link(subject, made, venv.top);
        } else if (S_ISREG(status.st_mode)) {
            made.mode = plain_mode(status.st_mode & 07777, subject);
            made.size = static_cast<std::uint64_t>(status.st_size);
            made.source = stage::FileSource{path, {}, stage::changed_at(status)};
            venv.facts[below].mtime = status.st_mtime;
        } else {
            throw report::Error(subject, "is not a regular file, directory or link", "remove it");
        }
        venv.entries[below] = std::move(made);
    });
    read_all_facts(venv);
}

/// What the members of the virtualenv's top directory start with: "", "venv/",
/// "opt/calamari/venv/".
std::string prefix_of(const std::vector<tar::Member>& members, const std::filesystem::path& tarball,
                      const std::string& to) {
    std::optional<std::string> shortest;
    const std::string installed = to.substr(1) + "/"; // a system's own bin/python is none
    for (const tar::Member& member : members) {
        for (const std::string mark : {"bin/python", "bin/activate"}) {
            const std::string& name = member.normalised;
            if (name.size() < mark.size() ||
                name.compare(name.size() - mark.size(), mark.size(), mark) != 0)
                continue;
            const std::string prefix = name.substr(0, name.size() - mark.size());
            if (prefix == installed) return prefix;
            const bool whole = prefix.empty() || prefix.back() == '/';
            if (whole && std::count(prefix.begin(), prefix.end(), '/') <= 4 &&
                (!shortest || prefix.size() < shortest->size()))
                shortest = prefix;
        }
    }
    if (!shortest)
        throw report::Error(tarball.string(), "holds no virtualenv: it has no bin/python", kRemedy);
    return *shortest;
}

StagedEntry tarball_entry(const tar::Member& member, const std::string& prefix,
                          const std::string& subject, const StagedEntry& pattern,
                          const std::string& top) {
    StagedEntry made = pattern;
    made.path = top + "/" + member.normalised.substr(prefix.size());
    made.source = stage::MemberSource{member.name};
    switch (member.kind) {
    case tar::Member::Kind::directory:
        made.kind = StagedEntry::Kind::directory;
        made.mode = 0755;
        break;
    case tar::Member::Kind::symlink:
        made.kind = StagedEntry::Kind::symlink;
        made.link = member.link;
        check_venv_link(subject, made, top);
        break;
    case tar::Member::Kind::hardlink:
        if (member.link.compare(0, prefix.size(), prefix) != 0)
            throw report::Error(subject, "is a hard link to a file outside the virtualenv",
                                "pack the virtualenv alone");
        made.kind = StagedEntry::Kind::hardlink;
        made.mode = plain_mode(member.mode, subject);
        made.link = top + "/" + member.link.substr(prefix.size());
        break;
    case tar::Member::Kind::file:
        made.mode = plain_mode(member.mode, subject);
        made.size = member.size;
        break;
    }
    return made;
}

void read_tarball(const std::filesystem::path& tarball, const StagedEntry& pattern, Venv& venv) {
    std::map<std::string, FileFacts> facts;
    const std::vector<tar::Member> members = list_with_facts(tarball, facts);
    const std::string prefix = prefix_of(members, tarball, venv.top);
    for (const tar::Member& member : members) {
        if (member.normalised.size() <= prefix.size() ||
            member.normalised.compare(0, prefix.size(), prefix) != 0)
            continue;
        const std::string subject = fmt::format("{}: {}", tarball.string(), member.name);
        const std::string below = member.normalised.substr(prefix.size());
        venv.entries[below] = tarball_entry(member, prefix, subject, pattern, venv.top);
        if (member.kind == tar::Member::Kind::file)
            venv.facts[below] = std::move(facts.at(member.normalised));
    }
    venv.archive = tarball;
}

/// rpmbuild refuses such links late.
void check_ways(const Venv& venv, const std::filesystem::path& given) {
    const auto entry_at = [&](const std::string& path) {
        const auto found = venv.entries.find(path);
        return found == venv.entries.end() ? nullptr : &found->second;
    };
    for (const auto& [path, entry] : venv.entries) {
        if (entry.kind != StagedEntry::Kind::symlink) continue;
        const std::string wrong = stage::wrong_way(path, entry_at);
        if (!wrong.empty())
            throw report::Error(fmt::format("{}: {}", given.string(), path),
                                fmt::format("link to '{}' {}", entry.link, wrong), "remove it");
    }
}

/// Packages have programs in bin, and rpm follows no link on its way there.
void check_bin(const Venv& venv, const std::filesystem::path& given) {
    const auto bin = venv.entries.find("bin");
    if (bin == venv.entries.end() || bin->second.kind == StagedEntry::Kind::directory) return;
    throw report::Error(given.string(), "its bin is a link or a file where a directory is expected",
                        "put the directory itself there");
}

} // namespace

Venv read_venv(const std::filesystem::path& given, const std::string& top,
               const StagedEntry& pattern) {
    Venv venv;
    venv.top = top;
    if (std::filesystem::is_directory(given)) {
        venv.directory = venv_directory(given, top);
        read_directory(pattern, venv);
    } else if (std::filesystem::exists(given)) {
        read_tarball(given, pattern, venv);
    } else {
        throw report::Error(given.string(), "no such virtualenv", kRemedy);
    }
    check_bin(venv, given);
    check_ways(venv, given);
    return venv;
}

} // namespace calpkg::plan
