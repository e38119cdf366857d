#include "lib/plan/venv_texts.hpp"

#include "lib/archive/tar_input.hpp"
#include "lib/fs/file.hpp"

#include <cstdint>

namespace calpkg::plan {

namespace {

constexpr std::uint64_t kLargest = 1U << 20;

std::string read_member(archive::TarInput& archive) {
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

/// `members`: path in the virtualenv by name in the archive.
void read_members(const std::filesystem::path& file,
                  const std::map<std::string, std::string>& members,
                  std::map<std::string, std::string>& texts) {
    if (members.empty()) return;
    archive::TarInput archive(file);
    while (archive.next()) {
        const auto found = members.find(archive.member().name);
        if (found != members.end()) texts[found->second] = read_member(archive);
    }
}

} // namespace

std::map<std::string, std::string> read_venv_texts(const Venv& venv,
                                                   const std::vector<std::string>& paths) {
    std::map<std::string, std::string> texts, members;
    for (const std::string& path : paths) {
        const auto found = venv.entries.find(path);
        if (found == venv.entries.end() || found->second.kind != archive::Entry::Kind::file ||
            found->second.size > kLargest)
            continue;
        const archive::Entry& entry = found->second;
        if (const auto* file = std::get_if<archive::FileSource>(&entry.source))
            texts[path] = fs::read_file(file->path, kLargest);
        else if (const auto* text = std::get_if<archive::TextSource>(&entry.source))
            texts[path] = text->text;
        else
            members[std::get<archive::MemberSource>(entry.source).member] = path;
    }
    read_members(venv.archive, members, texts);
    return texts;
}

} // namespace calpkg::plan
