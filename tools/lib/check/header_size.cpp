#include "lib/check/header_size.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

namespace calpkg::check {

namespace {

/// FILESIZES, MODES, RDEVS, MTIMES, FLAGS, VERIFYFLAGS, DEVICES, INODES, COLORS, DIRINDEXES.
constexpr std::uint64_t kNumbers = 4 + 2 + 2 + 7 * 4;
constexpr std::uint64_t kNuls = 6; ///< of digest, link, owner, group, language and name
constexpr std::uint64_t kDigest = 64;
/// A file has its state when it is installed.
constexpr std::uint64_t kState = 1;
/// Names, scripts' interpreters, dependencies, what rpm says of itself, and the signatures that may come.
constexpr std::uint64_t kRest = 16384;

/// What the spec brings along: not more than its text.
std::uint64_t spec_bytes(const plan::Plan& plan) {
    std::uint64_t sum = plan.spec_template.size() + plan.changelog.size();
    for (const plan::Define& define : plan.globals) sum += define.value.size();
    return sum;
}

} // namespace

std::uint64_t file_list_bytes(const std::vector<stage::StagedEntry>& entries) {
    using Kind = stage::StagedEntry::Kind;
    std::uint64_t sum = 0;
    std::set<std::string_view> directories;
    for (const stage::StagedEntry& entry : entries) {
        const std::string_view path = entry.path;
        const std::size_t name = path.rfind('/') + 1;
        directories.insert(path.substr(0, name));
        const bool has_content =
            (entry.kind == Kind::file || entry.kind == Kind::hardlink) && !entry.ghost;
        sum += kNumbers + kNuls + (has_content ? kDigest : 0) + entry.user.size() +
               entry.group.size() + path.size() - name;
        if (entry.kind == Kind::symlink) sum += entry.link.size();
    }
    for (const std::string_view directory : directories) sum += directory.size() + 1;
    return sum;
}

report::Findings header_size(const plan::Plan& plan) {
    const std::uint64_t most = plan.target.header_limit;
    const std::uint64_t size =
        file_list_bytes(plan.entries) + kState * plan.entries.size() + spec_bytes(plan) + kRest;
    if (most == 0 || size <= most) return {};
    return {{"too-large-header", report::Severity::error, plan.name,
             fmt::format("has {} files, whose list makes a header of about {} bytes; rpm {} of "
                         "target {} takes {} at most",
                         plan.entries.size(), size, plan.target.rpm, plan.target.name, most),
             "leave files out, or split the package; --accept too-large-header packs it"}};
}

} // namespace calpkg::check
