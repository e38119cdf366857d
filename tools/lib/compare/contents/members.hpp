#pragma once

#include "lib/compare/contents/content.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace calpkg::compare {

/// What an archive says of a member.
struct MemberFacts {
    std::string kind;   ///< "file", "directory", "link", "hard link"
    unsigned mode = 0;  ///< permission bits, 0 where the archive has none
    std::string link{}; ///< its target
    std::string digest{};
    std::int64_t time = 0; ///< of its own kind: only to be compared
    std::string owner{};   ///< "user:group", where the archive has any
    /// What else the archive has under this name, times aside: to be compared, and not looked into.
    std::string others{};
};

/// An archive whose members have been read once, with their digests.
class Members {
public:
    virtual ~Members() = default;
    virtual const std::map<std::string, MemberFacts>& all() const = 0;
    /// What is in the archive and belongs to no member: comments, bytes between and behind them. Not how it is packed.
    virtual const std::string& beside() const = 0;
    /// Reads once more, and gives the content of each of the files `names` to `use`, in the archive's order.
    virtual void read(
        const std::set<std::string>& names,
        const std::function<void(const std::string& name, const std::string& content)>& use) = 0;
};

/// The archive that `content` is; null for what is none. What archives come to is taken off `limits.expanded`. `object`
/// names it in errors. Throws report::Error for what is damaged, or comes to more than the limits.
std::unique_ptr<Members> open_members(const std::string& object, const std::string& content,
                                      Limits& limits);

std::unique_ptr<Members> open_zip(const std::string& object, const std::string& content,
                                  Limits& limits);
std::unique_ptr<Members> open_tar(const std::string& object, const std::string& content,
                                  Limits& limits);

/// What gzip, bzip2, xz or zstd has compressed, as one member without a name.
std::unique_ptr<Members> open_compressed(const std::string& object, const std::string& content,
                                         Limits& limits);

/// What a tar archive holds of each of its headers' members, in their order, beyond what libarchive tells, and times;
/// `beside` is what belongs to none. Throws report::Error for what is not understood.
std::vector<std::string> tar_fields(const std::string& object, const std::string& content,
                                    std::string& beside);

/// How `content` begins: "gzip", "bzip2", "xz", "zstd", or "".
std::string compressor_of(const std::string& content);

/// Takes `bytes` off what archives may come to. Throws report::Error where there is not so much left, or a member alone
/// is too large.
void spend(const std::string& object, std::uint64_t bytes, Limits& limits);

/// Writes `content` to a file of its own in the scratch directory.
std::filesystem::path to_scratch(const std::string& content, Limits& limits);

} // namespace calpkg::compare
