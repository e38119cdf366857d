// Unified diffs. Of two texts, parted by the first NUL byte: their diff makes the second of the first, and turned
// round the first of the second. A text as a patch: what it says of a file that it fits to the line comes out, and
// its reverse brings that file back.

#include "refusable.hpp"

#include "lib/diff/apply_patch.hpp"
#include "lib/diff/text_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

constexpr std::size_t kFurthest = 500; ///< lines before a hunk

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
}

void diff_of(const std::string& before, const std::string& after) {
    const auto turned = [](const std::string& from, const std::string& to) {
        const auto patch = diff::parse_patch(diff::unified_diff("file", &from, &to), "fuzz");
        if (diff::apply_patch(patch.at(0), from, "fuzz") != to) std::abort();
    };
    if (!diff::is_text(after) || before == after) return;
    turned(before, after);
    turned(after, before);
}

/// What a patch of one file is for and what it makes of it; false where lines are missing or come too late.
bool texts_of(diff::FilePatch& patch, diff::FilePatch& reverse, std::string& before,
              std::string& after) {
    std::size_t old_done = 0, new_done = 0;
    const auto end = [](const std::string& text) { return text.empty() || text.ends_with('\n'); };
    for (std::size_t i = 0; i < patch.hunks.size(); ++i) {
        diff::Hunk& hunk = patch.hunks[i];
        const std::size_t first = hunk.old_line - (hunk.old_lines.empty() ? 0 : 1);
        if (first > kFurthest || first < old_done || !end(before) || !end(after)) return false;
        for (; old_done < first; ++old_done, ++new_done)
            for (std::string* text : {&before, &after})
                *text += std::to_string(old_done) + " between\n";
        reverse.hunks[i].old_line = new_done + (hunk.new_lines.empty() ? 0 : 1);
        std::swap(reverse.hunks[i].old_lines, reverse.hunks[i].new_lines);
        before += joined(hunk.old_lines);
        after += joined(hunk.new_lines);
        old_done += hunk.old_lines.size();
        new_done += hunk.new_lines.size();
    }
    return !patch.converted;
}

void apply(diff::FilePatch patch) {
    patch.old_blob.clear();
    patch.new_blob.clear();
    diff::FilePatch reverse = patch;
    std::string before, after;
    const bool told = texts_of(patch, reverse, before, after);
    refusable([&] {
        const std::string result = diff::apply_patch(patch, before, "fuzz");
        if (!told) return;
        if (result != after || diff::apply_patch(reverse, after, "fuzz") != before) std::abort();
    });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    if (const std::size_t nul = bytes.find('\0'); nul != bytes.npos)
        diff_of(bytes.substr(0, nul), bytes.substr(nul + 1));
    refusable([&] {
        for (diff::FilePatch& patch : diff::parse_patch(bytes, "fuzz")) apply(std::move(patch));
    });
    return 0;
}
