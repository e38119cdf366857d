#include "lib/check/sources.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/edits.hpp"
#include "lib/tar/input.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <unordered_map>

namespace calpkg::check {

namespace {

using stage::StagedEntry;

constexpr std::uint64_t kLargestSource = 8U << 20;
constexpr std::string_view kScript = "#!";

bool begins_script(const std::filesystem::path& path) {
    const fs::Descriptor fd(fs::open_existing(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    char magic[kScript.size()] = {};
    const std::size_t count = fs::read_at(fd.get(), magic, sizeof magic, 0, path.string());
    return std::string_view(magic, count) == kScript;
}

/// The content of the member that `archive` is at; only its beginning where that is not `wanted`.
std::string read_member(tar::TarInput& archive, Wanted wanted) {
    std::string text(static_cast<std::size_t>(archive.member().size), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const std::size_t some =
            done == 0 ? std::min(kScript.size(), text.size()) : text.size() - done;
        const std::size_t count = archive.read(text.data() + done, some);
        done += count;
        const bool unwanted = wanted == Wanted::script && !text.starts_with(kScript);
        if (count == 0 || (done >= kScript.size() && unwanted)) break;
    }
    text.resize(done);
    return text;
}

} // namespace

void read_sources(const plan::Plan& plan, const std::function<Wanted(const StagedEntry&)>& wanted,
                  const std::function<void(const StagedEntry&, const std::string&)>& visit) {
    std::unordered_map<std::string, std::pair<const StagedEntry*, Wanted>> members;
    const auto hand_over = [&](const StagedEntry& entry, Wanted how, const std::string& text) {
        if (how == Wanted::whole || text.starts_with(kScript)) visit(entry, text);
    };
    for (const StagedEntry& entry : plan.entries) {
        if (entry.kind != StagedEntry::Kind::file || entry.ghost || entry.size > kLargestSource)
            continue;
        const Wanted how = wanted(entry);
        if (how == Wanted::nothing) continue;
        process::check_interrupt();
        if (const auto* const member = std::get_if<stage::MemberSource>(&entry.source))
            members.emplace(member->member, std::pair(&entry, how));
        else if (const auto* const text = std::get_if<stage::TextSource>(&entry.source))
            hand_over(entry, how, text->text);
        else if (const auto& file = std::get<stage::FileSource>(entry.source);
                 how == Wanted::whole || begins_script(file.path))
            hand_over(entry, how,
                      stage::with_edits_of(file, fs::read_file(file.path, kLargestSource)));
    }
    if (members.empty()) return;
    tar::TarInput archive(plan.venv_archive);
    while (archive.next()) {
        const auto found = members.find(archive.member().name);
        if (found == members.end() || archive.member().kind != tar::Member::Kind::file) continue;
        const auto& [entry, how] = found->second;
        hand_over(*entry, how, read_member(archive, how));
    }
}

} // namespace calpkg::check
