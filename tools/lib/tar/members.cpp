#include "lib/tar/members.hpp"

#include "lib/report/error.hpp"
#include "lib/tar/input.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace calpkg::tar {

namespace {

constexpr const char* kMakeWithout = "make the archive again without it";

/// Collects members and refuses what could not be unpacked to the same tree everywhere.
class Listing {
public:
    explicit Listing(TarInput& input) : input_(input) {}
    void add(const Member& member);
    /// Nothing may lie below a member that is not a directory: unpacked, it would land elsewhere.
    void check_parents(const std::filesystem::path& archive) const;
    std::vector<Member> take() { return std::move(members_); }

private:
    std::string final_target(const Member& hardlink) const;

    TarInput& input_;
    std::vector<Member> members_;
    std::unordered_map<std::string, std::size_t> places_; ///< normalised name → place in members_
};

void Listing::add(const Member& member) {
    if (!member.name.empty() && member.name.front() == '/')
        input_.fail("has an absolute name", kMakeWithout);
    if (member.normalised.empty() && member.kind != Member::Kind::directory)
        input_.fail("has no name", kMakeWithout);
    Member kept = member;
    if (kept.kind == Member::Kind::hardlink) kept.link = final_target(kept);
    if (!places_.emplace(kept.normalised, members_.size()).second)
        input_.fail("is there twice", "make the archive again with each name once");
    members_.push_back(std::move(kept));
}

/// A link to a link becomes a link to the file itself.
std::string Listing::final_target(const Member& hardlink) const {
    const auto found = places_.find(hardlink.link);
    if (found == places_.end() || members_[found->second].kind == Member::Kind::directory)
        input_.fail(
            fmt::format("is a hard link to '{}', which is not a file before it in the archive",
                        hardlink.link),
            "pack the link together with its file");
    const Member& target = members_[found->second];
    return target.kind == Member::Kind::hardlink ? target.link : target.normalised;
}

void Listing::check_parents(const std::filesystem::path& archive) const {
    for (const Member& member : members_) {
        const std::string& name = member.normalised;
        for (std::size_t slash = name.find('/'); slash != std::string::npos;
             slash = name.find('/', slash + 1)) {
            const auto parent = places_.find(name.substr(0, slash));
            if (parent == places_.end() || members_[parent->second].kind == Member::Kind::directory)
                continue;
            throw report::Error(archive.string(),
                                fmt::format("member '{}' lies below '{}', which is not a directory",
                                            member.name, parent->first),
                                "make the archive again from the tree itself");
        }
    }
}

} // namespace

std::vector<Member> list_members(const std::filesystem::path& archive,
                                 const std::function<void(TarInput&)>& on_file) {
    TarInput input(archive);
    Listing listing(input);
    while (input.next()) {
        listing.add(input.member());
        if (on_file && input.member().kind == Member::Kind::file) on_file(input);
    }
    listing.check_parents(archive);
    return listing.take();
}

} // namespace calpkg::tar
