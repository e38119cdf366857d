#include "lib/venv/tree.hpp"

#include "lib/plan/venv/settle_times.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/write_tar.hpp"
#include "lib/tar/input.hpp"
#include "lib/tar/members.hpp"

#include <algorithm>
#include <vector>

namespace calpkg::venv {

namespace {

bool holds(const std::string& text, const std::vector<std::string>& needles) {
    return std::any_of(needles.begin(), needles.end(), [&](const std::string& needle) {
        return text.find(needle) != std::string::npos;
    });
}

/// Whether the current member's content holds a needle. What one block ends with is kept, since a needle may
/// lie across two.
bool content_holds(tar::TarInput& input, const std::vector<std::string>& needles) {
    std::size_t longest = 1;
    for (const std::string& needle : needles) longest = std::max(longest, needle.size());
    std::vector<char> buffer(fs::kBlockSize);
    std::string window;
    while (const std::size_t count = input.read(buffer.data(), buffer.size())) {
        process::check_interrupt();
        window.append(buffer.data(), count);
        if (holds(window, needles)) return true;
        if (window.size() >= longest) window.erase(0, window.size() - (longest - 1));
    }
    return false;
}

/// As what lies at the top of a file system.
stage::StagedEntry entry_of(const tar::Member& member, std::int64_t epoch) {
    stage::StagedEntry entry;
    entry.path = "/" + member.normalised;
    entry.mtime = epoch;
    entry.mode = (member.mode & 0100) != 0 ? 0755 : 0644;
    entry.size = member.size;
    entry.link = member.link;
    entry.source = stage::MemberSource{member.name};
    switch (member.kind) {
    case tar::Member::Kind::file: break;
    case tar::Member::Kind::hardlink:
        entry.kind = stage::StagedEntry::Kind::hardlink;
        entry.link = "/" + member.link;
        break;
    case tar::Member::Kind::symlink: entry.kind = stage::StagedEntry::Kind::symlink; break;
    case tar::Member::Kind::directory:
        entry.kind = stage::StagedEntry::Kind::directory;
        entry.mode = 0755;
        break;
    }
    return entry;
}

} // namespace

std::vector<std::string> members_naming(const std::filesystem::path& tree,
                                        const std::vector<std::string>& needles) {
    std::vector<std::string> names;
    tar::TarInput input(tree);
    while (input.next()) {
        const tar::Member& member = input.member();
        const std::string name =
            member.link.empty() ? member.normalised : member.normalised + " -> " + member.link;
        if (holds(name, needles) || content_holds(input, needles)) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

void normalise_tree(const std::filesystem::path& tree, std::int64_t epoch,
                    const std::filesystem::path& destination) {
    plan::Venv venv;
    venv.archive = tree;
    for (const tar::Member& member : plan::list_with_facts(tree, venv.facts))
        if (!member.normalised.empty()) venv.entries[member.normalised] = entry_of(member, epoch);
    plan::settle_times(venv, epoch);
    std::vector<stage::StagedEntry> entries;
    for (auto& [path, entry] : venv.entries) entries.push_back(std::move(entry));
    const bool gzip = destination.extension() == ".gz";
    stage::write_tar(entries, tree, destination,
                     gzip ? tar::Compression::gzip : tar::Compression::none);
}

} // namespace calpkg::venv
