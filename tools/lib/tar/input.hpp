#pragma once

#include "lib/fs/descriptor.hpp"
#include "lib/tar/members.hpp"
#include "lib/tar/thread_locale.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct archive;
struct archive_entry;

namespace calpkg::tar {

/// Reads a tar archive from start to end, names byte for byte as they are stored. Everything that
/// is wrong with it is a report::Error that names it, and the member where there is one.
class TarInput {
public:
    explicit TarInput(std::filesystem::path file);

    /// Goes to the next member; false at the end. What was not read of the current one is skipped.
    bool next();
    /// The current member; its hard link's target is normalised.
    const Member& member() const { return member_; }
    /// The next bytes of its content, at most `size`; 0 at its end.
    std::size_t read(char* buffer, std::size_t size);

    /// An error about the current member.
    [[noreturn]] void fail(const std::string& reason, const std::string& remedy) const;

private:
    struct Free {
        void operator()(struct ::archive* handle) const;
    };

    void take(struct ::archive_entry* entry);
    void check_header(int status);
    void check_end() const;
    [[noreturn]] void damaged() const;

    Locale locale_;
    std::filesystem::path file_;
    fs::Descriptor fd_;
    std::unique_ptr<struct ::archive, Free> handle_;
    Member member_;
    std::uint64_t left_ = 0; ///< of its content
    bool started_ = false;   ///< member_ is one
};

} // namespace calpkg::tar
