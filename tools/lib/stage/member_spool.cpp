#include "lib/stage/member_spool.hpp"

#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace calpkg::stage {

namespace {

fs::Descriptor open_without_name(const std::filesystem::path& directory) {
    std::string path = (directory / ".spool-XXXXXX").string();
    fs::Descriptor fd(mkostemp(path.data(), O_CLOEXEC));
    if (!fd.is_open()) throw report::system_error(directory.string(), "write to", errno);
    unlink(path.c_str());
    return fd;
}

void check_planned(const tar::TarInput& input, const StagedEntry& entry) {
    constexpr const char* remedy = "run again when nothing else writes there";
    const bool regular = input.member().kind == tar::Member::Kind::file;
    if ((entry.kind == StagedEntry::Kind::file) != regular)
        input.fail("is of another kind than planned", remedy);
    if (regular && input.member().size != entry.size)
        input.fail(fmt::format("has {} bytes instead of {}", input.member().size, entry.size),
                   remedy);
}

} // namespace

std::size_t MemberSpool::Content::read(char* buffer, std::size_t size) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, size));
    constexpr const char* subject = "the virtualenv's unpacked files";
    if (fs::read_at(fd_, buffer, wanted, at_, subject) != wanted)
        throw report::system_error(subject, "read back", EIO);
    at_ += wanted;
    left_ -= wanted;
    return wanted;
}

MemberSpool::MemberSpool(const std::filesystem::path& archive, PlannedMembers planned,
                         const std::filesystem::path& directory)
    : fd_(open_without_name(directory)) {
    tar::TarInput input(archive);
    std::vector<char> block(fs::kBlockSize);
    std::uint64_t end = 0;
    while (!planned.empty() && input.next()) {
        const auto found = planned.find(input.member().name);
        if (found == planned.end()) continue;
        process::check_interrupt();
        check_planned(input, *found->second);
        Place place{end, 0};
        while (const std::size_t count = input.read(block.data(), block.size())) {
            fs::write_at(fd_.get(), {block.data(), count}, end, directory.string());
            end += count;
        }
        place.size = end - place.begin;
        places_.emplace(found->first, place);
        planned.erase(found);
    }
    if (planned.empty()) return;
    const auto first =
        std::min_element(planned.begin(), planned.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
    throw report::Error(
        archive.string(),
        fmt::format("has no member '{}', which was planned", std::string(first->first)),
        "run again when nothing else writes there");
}

MemberSpool::Content MemberSpool::content(std::string_view member) const {
    const Place& place = places_.at(member);
    return {fd_.get(), place.begin, place.size};
}

} // namespace calpkg::stage
