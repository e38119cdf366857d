#include "lib/plan/venv.hpp"

#include "lib/archive/tar_reader.hpp"
#include "lib/fs/walk.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <sys/stat.h>

namespace calpkg::plan {

namespace {

using archive::Entry;
using report::quoted_for_message;

constexpr const char* kRemedy =
    "give --venv a directory or tarball with bin/python, or --venv none";

unsigned plain_mode(unsigned mode, const std::string& subject) {
    if ((mode & 07000) != 0)
        throw report::Error(subject, "has a set-user-id, set-group-id or sticky bit", "clear it");
    return (mode & 0100) != 0 ? 0755 : 0644;
}

/// A relative link must stay in the virtualenv; an absolute one is the system's python.
void check_venv_link(const std::string& subject, const Entry& entry, const std::string& top) {
    if (!entry.link.empty() && entry.link.front() == '/') return;
    check_link(subject, entry.path, entry.link, top);
}

/// Users, times and origin of everything in the virtualenv.
Entry venv_entry(const Resolver& resolver, const layout::Entry& entry) {
    Entry made;
    made.user = resolver.variables().expand(entry.user, entry.at);
    made.group = resolver.variables().expand(entry.group, entry.at);
    made.mtime = resolver.epoch();
    made.origin = "virtualenv";
    return made;
}

void add_directory(Resolver& resolver, const layout::Entry& entry,
                   const std::filesystem::path& venv, const std::string& to) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(venv / "bin/python")) &&
        !std::filesystem::exists(venv / "bin/activate"))
        throw report::Error(venv.string(), "is no virtualenv: it has no bin/python", kRemedy);
    resolver.note_packed_whole(venv);
    fs::walk(venv, [&](const std::filesystem::path& path) {
        const std::string subject = quoted_for_message(path.string());
        struct stat status {};
        if (lstat(path.c_str(), &status) != 0)
            throw report::system_error(path.string(), "read", errno);
        Entry made = venv_entry(resolver, entry);
        made.path = to + "/" + path.lexically_relative(venv).string();
        if (S_ISDIR(status.st_mode)) {
            made.kind = Entry::Kind::directory;
            made.mode = 0755;
        } else if (S_ISLNK(status.st_mode)) {
            made.kind = Entry::Kind::symlink;
            made.link = std::filesystem::read_symlink(path).string();
            check_venv_link(subject, made, to);
        } else if (S_ISREG(status.st_mode)) {
            made.mode = plain_mode(status.st_mode & 07777, subject);
            made.size = static_cast<std::uint64_t>(status.st_size);
            made.source = archive::FileSource{path, {}, archive::changed_at(status)};
        } else {
            throw report::Error(subject, "is no regular file, directory or link", "remove it");
        }
        resolver.put(made, entry.at);
    });
}

/// What the members of the virtualenv's top directory start with: "", "venv/", "opt/calamari/venv/".
std::string prefix_of(const std::vector<archive::Member>& members,
                      const std::filesystem::path& tarball) {
    std::optional<std::string> shortest;
    for (const archive::Member& member : members) {
        for (const std::string mark : {"bin/python", "bin/activate"}) {
            const std::string& name = member.normalised;
            if (name.size() < mark.size() ||
                name.compare(name.size() - mark.size(), mark.size(), mark) != 0)
                continue;
            const std::string prefix = name.substr(0, name.size() - mark.size());
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

void add_tarball(Resolver& resolver, const layout::Entry& entry,
                 const std::filesystem::path& tarball, const std::string& to) {
    const std::vector<archive::Member> members = archive::list_members(tarball);
    const std::string prefix = prefix_of(members, tarball);
    for (const archive::Member& member : members) {
        if (member.normalised.size() <= prefix.size() ||
            member.normalised.compare(0, prefix.size(), prefix) != 0)
            continue;
        const std::string subject =
            fmt::format("{}: {}", tarball.string(), quoted_for_message(member.name));
        Entry made = venv_entry(resolver, entry);
        made.path = to + "/" + member.normalised.substr(prefix.size());
        made.source = archive::MemberSource{member.name};
        switch (member.kind) {
        case archive::Member::Kind::directory:
            made.kind = Entry::Kind::directory;
            made.mode = 0755;
            break;
        case archive::Member::Kind::symlink:
            made.kind = Entry::Kind::symlink;
            made.link = member.link;
            check_venv_link(subject, made, to);
            break;
        case archive::Member::Kind::hardlink:
            if (member.link.compare(0, prefix.size(), prefix) != 0)
                throw report::Error(subject, "is a hard link to a file outside the virtualenv",
                                    "pack the virtualenv alone");
            made.kind = Entry::Kind::hardlink;
            made.mode = plain_mode(member.mode, subject);
            made.link = to + "/" + member.link.substr(prefix.size());
            break;
        case archive::Member::Kind::file:
            made.mode = plain_mode(member.mode, subject);
            made.size = member.size;
            break;
        }
        resolver.put(made, entry.at);
    }
}

} // namespace

void add_venv(Resolver& resolver, const layout::Entry& entry, const std::filesystem::path& venv,
              Plan& plan) {
    const std::string to = resolver.variables().expand(entry.to, entry.at);
    if (venv.empty()) {
        plan.findings.push_back(
            {"no-virtualenv", report::Severity::warning, plan.name,
             fmt::format("{} stays empty: the package does not run by itself", to),
             "give a prebuilt virtualenv with --venv DIR or --venv TARBALL"});
    } else if (std::filesystem::is_directory(venv)) {
        add_directory(resolver, entry, venv, to);
    } else if (std::filesystem::exists(venv)) {
        add_tarball(resolver, entry, venv, to);
        plan.venv_archive = venv;
    } else {
        throw report::Error(venv.string(), "no such virtualenv", kRemedy);
    }
}

} // namespace calpkg::plan
