#include "lib/plan/venv/texts.hpp"

#include "lib/fs/file.hpp"
#include "lib/tar/input.hpp"

#include <cstdint>

namespace calpkg::plan {

namespace {

constexpr std::uint64_t kLargest = 1U << 20;

std::string read_member(tar::TarInput& archive) {
    std::string text(static_cast<std::size_t>(archive.member().size), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const std::size_t count = archive.read(text.data() + done, text.size() - done);
        if (count == 0) break;
        done += count;
    }
    text.resize(done);
    return text;
}

/// The file at `path`, also when it is known there by a hard link; null when there is none.
const stage::StagedEntry* file_at(const Venv& venv, const std::string& path) {
    auto found = venv.entries.find(path);
    if (found != venv.entries.end() && found->second.kind == stage::StagedEntry::Kind::hardlink)
        found = venv.entries.find(found->second.link.substr(venv.top.size() + 1));
    if (found == venv.entries.end() || found->second.kind != stage::StagedEntry::Kind::file)
        return nullptr;
    return &found->second;
}

/// `members`: paths in the virtualenv by name in the archive.
void read_members(const std::filesystem::path& file,
                  const std::multimap<std::string, std::string>& members,
                  std::map<std::string, std::string>& texts) {
    if (members.empty()) return;
    tar::TarInput archive(file);
    while (archive.next()) {
        const auto [begin, end] = members.equal_range(archive.member().name);
        if (begin == end) continue;
        const std::string text = read_member(archive);
        for (auto path = begin; path != end; ++path) texts[path->second] = text;
    }
}

} // namespace

std::map<std::string, std::string> read_venv_texts(const Venv& venv,
                                                   const std::vector<std::string>& paths) {
    std::map<std::string, std::string> texts;
    std::multimap<std::string, std::string> members;
    for (const std::string& path : paths) {
        const stage::StagedEntry* found = file_at(venv, path);
        if (found == nullptr || found->size > kLargest) continue;
        const stage::StagedEntry& entry = *found;
        if (const auto* file = std::get_if<stage::FileSource>(&entry.source))
            texts[path] = fs::read_file(file->path, kLargest);
        else if (const auto* text = std::get_if<stage::TextSource>(&entry.source))
            texts[path] = text->text;
        else
            members.emplace(std::get<stage::MemberSource>(entry.source).member, path);
    }
    read_members(venv.archive, members, texts);
    return texts;
}

} // namespace calpkg::plan
