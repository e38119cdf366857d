#include "lib/plan/venv/read_venv.hpp"

#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/link.hpp"
#include "lib/stage/source_file.hpp"
#include "lib/tar/members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <sys/stat.h>
#include <thread>
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

/// Something in a virtualenv's directory.
struct Found {
    std::string path;
    std::string below; ///< its path below the virtualenv
    StagedEntry entry;
    FileFacts facts; ///< of a file
};

void look_at_file(Found& found, const struct stat& status, hash::KnownContents* contents) {
    StagedEntry& made = found.entry;
    made.mode = plain_mode(status.st_mode & 07777, found.path);
    made.size = static_cast<std::uint64_t>(status.st_size);
    made.source = stage::FileSource{found.path, {}, stage::changed_at(status)};
    std::optional<stage::SourceFile> file;
    const auto read = [&](char* buffer, std::size_t size) {
        if (!file) file.emplace(found.path, made.size, stage::changed_at(status));
        return file->read(buffer, size);
    };
    found.facts = known_facts(found.below, found.path, status, contents, read);
    made.no_elf = !found.facts.elf;
}

void look_at(Found& found, const std::string& top, hash::KnownContents* contents) {
    const struct stat status = fs::status_of(found.path);
    StagedEntry& made = found.entry;
    made.path = top + "/" + found.below;
    if (S_ISDIR(status.st_mode)) {
        made.kind = StagedEntry::Kind::directory;
        made.mode = 0755;
    } else if (S_ISLNK(status.st_mode)) {
        made.kind = StagedEntry::Kind::symlink;
        made.link = std::filesystem::read_symlink(found.path).string();
        check_venv_link(found.path, made, top);
    } else if (S_ISREG(status.st_mode)) {
        look_at_file(found, status, contents);
    } else {
        throw report::Error(found.path, "is not a regular file, directory or link", "remove it");
    }
}

/// Each file is looked at, and what is not known is hashed: on every processor.
void read_directory(const StagedEntry& pattern, Venv& venv, hash::KnownContents* contents) {
    std::vector<std::string> paths;
    const std::string above = (venv.directory / "").string();
    fs::walk(venv.directory, [&](const std::filesystem::path& path) {
        paths.push_back(path.native().substr(above.size()));
    });
    std::ranges::sort(paths);
    std::vector<Found> all(paths.size());
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < all.size(); ++i)
        tasks.emplace_back([&, i] {
            process::check_interrupt();
            all[i] = {above + paths[i], std::move(paths[i]), pattern, {}};
            look_at(all[i], venv.top, contents);
        });
    process::run_tasks(tasks, std::max(1U, std::thread::hardware_concurrency()));
    for (Found& found : all) {
        if (found.entry.kind == StagedEntry::Kind::file)
            venv.facts.emplace_hint(venv.facts.end(), found.below, std::move(found.facts));
        venv.entries.emplace_hint(venv.entries.end(), std::move(found.below),
                                  std::move(found.entry));
    }
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
        StagedEntry& made = venv.entries[below];
        made = tarball_entry(member, prefix, subject, pattern, venv.top);
        if (member.kind != tar::Member::Kind::file) continue;
        FileFacts& read = facts.at(member.normalised);
        made.no_elf = !read.elf;
        venv.facts[below] = std::move(read);
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
               const StagedEntry& pattern, hash::KnownContents* contents) {
    Venv venv;
    venv.top = top;
    if (std::filesystem::is_directory(given)) {
        venv.directory = venv_directory(given, top);
        read_directory(pattern, venv, contents);
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
