#include "lib/checkout/lfs.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"

#include <algorithm>
#include <charconv>

namespace calpkg::checkout {

namespace {

constexpr std::size_t kOidDigits = 64;

/// The value behind `key` at the beginning of a line of `text`; empty when there is none.
std::string_view value_of(std::string_view text, std::string_view key) {
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        if (line.starts_with(key)) return line.substr(key.size());
        begin = end + 1;
    }
    return {};
}

} // namespace

std::optional<LfsPointer> parse_lfs_pointer(std::string_view text) {
    if (text.size() >= kLfsPointerLimit ||
        !text.starts_with("version https://git-lfs.github.com/spec/"))
        return std::nullopt;
    LfsPointer pointer{std::string(value_of(text, "oid sha256:")), 0};
    const std::string_view size = value_of(text, "size ");
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), pointer.size);
    if (pointer.sha256.size() != kOidDigits || error != std::errc() ||
        end != size.data() + size.size())
        return std::nullopt;
    return pointer;
}

bool holds_lfs_content(const Git& git, const TrackedFile& file) {
    std::string text;
    if (!git.try_output({"cat-file", "blob", file.object}, text)) return false;
    const std::optional<LfsPointer> pointer = parse_lfs_pointer(text);
    const std::filesystem::path path = git.top() / file.path;
    std::error_code failure;
    return pointer &&
           std::filesystem::is_regular_file(std::filesystem::symlink_status(path, failure)) &&
           std::filesystem::file_size(path, failure) == pointer->size &&
           hash::sha256_file(path) == pointer->sha256;
}

bool uses_lfs(const Git& git) {
    return std::ranges::any_of(git.tracked_files(), [&](const TrackedFile& file) {
        const std::filesystem::path path = git.top() / file.path;
        std::error_code failure;
        return path.filename() == ".gitattributes" &&
               std::filesystem::is_regular_file(path, failure) &&
               fs::read_file(path).find("filter=lfs") != std::string::npos;
    });
}

} // namespace calpkg::checkout
