#include "lib/capsule/repositories.hpp"

#include "lib/capsule/open.hpp"
#include "lib/checkout/run_git.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace calpkg::capsule {

namespace {

namespace stdfs = std::filesystem;

report::Error damaged(const stdfs::path& capsule, const std::string& what) {
    return {capsule.string(), what, "get the capsule again"};
}

std::string output_of(const stdfs::path& top, const checkout::Arguments& arguments,
                      const stdfs::path& capsule) {
    process::Result result = checkout::run_fetching_git(top, arguments, {}, {});
    if (result.ok()) return std::move(result.out);
    throw damaged(capsule, fmt::format("has a damaged repository, {} (git: {})",
                                       top.filename().string(), checkout::git_words(result)));
}

bool is_object(std::string_view name) {
    return (name.size() == 40 || name.size() == 64) &&
           name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct Tags {
    std::string text; ///< as git's file packed-refs has them. git itself refuses odd names.
    bool of_sha256 = false;
};

Tags checked_tags(const stdfs::path& file, const stdfs::path& capsule) {
    constexpr std::size_t sha256_digits = 64;
    std::string text = fs::is_there(file) ? fs::read_file(file) : std::string();
    if (text == kNoTagsOfSha256) return {{}, true};
    for (const std::string& line : report::lines_of(text)) {
        const std::size_t blank = line.find(' ');
        if (line.empty()) continue;
        if (blank == std::string_view::npos ||
            !is_object(std::string_view(line).substr(0, blank)) ||
            line.compare(blank + 1, 10, "refs/tags/") != 0)
            throw damaged(capsule, "has a damaged " + file.filename().string());
    }
    const bool of_sha256 = text.find(' ') == sha256_digits;
    return {std::move(text), of_sha256};
}

/// A pack tells sizes that it need not have: they are looked at before anything is checked out.
void check_sizes(const stdfs::path& top, const stdfs::path& capsule) {
    std::uint64_t all = 0;
    const std::string sizes =
        output_of(top, {"cat-file", "--batch-all-objects", "--batch-check=%(objectsize)"}, capsule);
    for (const std::string& line : report::lines_of(sizes)) {
        std::uint64_t size = 0;
        std::from_chars(line.data(), line.data() + line.size(), size);
        all += std::min(size, kMostBytes + 1);
    }
    require_room(all, top, capsule);
}

void make(const stdfs::path& pack, const stdfs::path& top, const stdfs::path& capsule) {
    const Tags tags = checked_tags(stdfs::path(pack).replace_extension(".tags"), capsule);
    fs::make_directories(top);
    checkout::Arguments init{"init", "--quiet", "--template="};
    if (tags.of_sha256) init.emplace_back("--object-format=sha256");
    output_of(top, init, capsule);
    const stdfs::path packs = top / ".git/objects/pack";
    fs::make_directories(packs);
    stdfs::rename(pack, packs / "pack-capsule.pack");
    output_of(top, {"index-pack", ".git/objects/pack/pack-capsule.pack"}, capsule);
    check_sizes(top, capsule);
    fs::write_file(top / ".git/packed-refs", tags.text, 0644, fs::Flush::no);
}

} // namespace

void make_repositories(const stdfs::path& packs, const stdfs::path& checkouts,
                       const stdfs::path& capsule) {
    fs::make_directories(checkouts);
    if (!fs::is_real_directory(packs)) return;
    std::vector<stdfs::path> all;
    for (const auto& entry : stdfs::directory_iterator(packs))
        if (entry.path().extension() == ".pack") all.push_back(entry.path());
    std::ranges::sort(all);
    for (const stdfs::path& pack : all) make(pack, checkouts / pack.stem(), capsule);
}

} // namespace calpkg::capsule
