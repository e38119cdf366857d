#include "lib/compare/contents/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <ctime>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace calpkg::compare {

namespace {

constexpr std::uint64_t kConfig = 1, kNoReplace = 1 << 4;

/// RPMFILE_* beside config and noreplace, which make one word.
constexpr std::array<std::pair<std::uint64_t, const char*>, 9> file_flags{{{1 << 1, "doc"},
                                                                           {1 << 2, "icon"},
                                                                           {1 << 3, "missingok"},
                                                                           {1 << 5, "spec"},
                                                                           {1 << 6, "ghost"},
                                                                           {1 << 7, "license"},
                                                                           {1 << 8, "readme"},
                                                                           {1 << 11, "pubkey"},
                                                                           {1 << 12, "artifact"}}};

/// RPMVERIFY_*, by the words of %verify.
constexpr std::array<std::pair<std::uint64_t, const char*>, 9> verified{{{1 << 0, "md5"},
                                                                         {1 << 1, "size"},
                                                                         {1 << 2, "link"},
                                                                         {1 << 3, "user"},
                                                                         {1 << 4, "group"},
                                                                         {1 << 5, "mtime"},
                                                                         {1 << 6, "mode"},
                                                                         {1 << 7, "rdev"},
                                                                         {1 << 8, "caps"}}};

} // namespace

std::string kind_words(std::uint64_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return "file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "link";
    case S_IFIFO: return "fifo";
    case S_IFCHR: return "character device";
    case S_IFBLK: return "block device";
    case S_IFSOCK: return "socket";
    default: return fmt::format("type {:#o}", mode & S_IFMT);
    }
}

std::string mode_words(std::uint64_t mode) { return fmt::format("{:04o}", mode & 07777); }

std::string flag_words(std::uint64_t flags) {
    std::vector<std::string> words;
    if ((flags & kConfig) != 0)
        words.emplace_back((flags & kNoReplace) != 0 ? "config(noreplace)" : "config");
    else if ((flags & kNoReplace) != 0)
        words.emplace_back("noreplace");
    std::uint64_t rest = flags & ~(kConfig | kNoReplace);
    for (const auto& [bit, word] : file_flags) {
        if ((rest & bit) != 0) words.emplace_back(word);
        rest &= ~bit;
    }
    if (rest != 0) words.push_back(fmt::format("flags {:#x}", rest));
    return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ", "));
}

std::string verify_words(std::uint64_t flags) {
    std::vector<std::string> without;
    for (const auto& [bit, word] : verified)
        if ((flags & bit) == 0) without.emplace_back(word);
    if (without.empty()) return "all";
    if (without.size() == verified.size()) return "nothing";
    return fmt::format("all but {}", fmt::join(without, ", "));
}

std::string time_words(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    if (gmtime_r(&time, &parts) == nullptr) return std::to_string(seconds);
    std::array<char, 64> text{};
    if (std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts) == 0)
        return std::to_string(seconds);
    return text.data();
}

std::string size_words(std::uint64_t bytes) {
    std::string digits = std::to_string(bytes);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits + (bytes == 1 ? " byte" : " bytes");
}

} // namespace calpkg::compare
