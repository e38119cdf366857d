#pragma once

#include "lib/fs/descriptor.hpp"
#include "lib/stage/staged_entry.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <unordered_map>

namespace calpkg::stage {

/// Planned members of a tarball by their name there.
using PlannedMembers = std::unordered_map<std::string_view, const StagedEntry*>;

/// The contents of members of a tarball, read from it once, to be had in any order: what is staged shall not
/// depend on the order in which somebody's tar found its files.
class MemberSpool {
public:
    /// One member's content.
    class Content {
    public:
        Content(int fd, std::uint64_t begin, std::uint64_t size)
            : fd_(fd),
              at_(begin),
              left_(size) {}
        /// The next bytes, at most `size`; 0 at the end. Throws report::Error.
        std::size_t read(char* buffer, std::size_t size);

    private:
        int fd_;
        std::uint64_t at_, left_;
    };

    /// Reads `archive` and keeps contents in a file without a name in `directory`. Throws report::Error where a
    /// member is missing or is not as it was planned.
    MemberSpool(const std::filesystem::path& archive, PlannedMembers planned,
                const std::filesystem::path& directory);

    /// Content of the planned file `member`; as long as the spool lives.
    Content content(std::string_view member) const;

private:
    struct Place {
        std::uint64_t begin = 0, size = 0;
    };

    fs::Descriptor fd_;
    std::unordered_map<std::string_view, Place> places_; ///< by names in the plan's entries
};

} // namespace calpkg::stage
