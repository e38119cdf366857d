#include "lib/diff/apply_patch.hpp"

#include "lib/diff/lines.hpp"
#include "lib/hash/git_blob.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>

namespace calpkg::diff {

namespace {

using Lines = std::vector<std::string_view>;

/// Where a hunk fits in a file's lines.
class HunkPosition {
public:
    HunkPosition(const Lines& lines, const Hunk& hunk, std::size_t from)
        : lines_(lines),
          hunk_(hunk),
          from_(from) {}

    /// The index of the first old line, nearest to what the hunk says.
    std::optional<std::size_t> find(std::ptrdiff_t shift) const {
        const std::ptrdiff_t said = expected() + shift;
        if (hunk_.old_lines.empty()) return insertion(said);
        const auto first = static_cast<std::ptrdiff_t>(from_);
        const std::ptrdiff_t last = std::ssize(lines_) - std::ssize(hunk_.old_lines);
        if (last < first) return std::nullopt;
        const std::ptrdiff_t furthest = std::max(said - first, last - said);
        // A hunk may say any line: nothing is looked for between that and the file.
        for (std::ptrdiff_t distance = std::abs(said - std::clamp(said, first, last));
             distance <= furthest; ++distance) {
            if (fits(said + distance)) return static_cast<std::size_t>(said + distance);
            if (fits(said - distance)) return static_cast<std::size_t>(said - distance);
        }
        return std::nullopt;
    }

    /// For messages: the first line of the hunk, as it is, that the file does not have where it
    /// should.
    std::string first_difference(std::ptrdiff_t shift) const {
        const std::ptrdiff_t at = std::max<std::ptrdiff_t>(expected() + shift, 0);
        for (std::size_t i = 0; i < hunk_.old_lines.size(); ++i) {
            const std::size_t index = static_cast<std::size_t>(at) + i;
            if (index < lines_.size() && lines_[index] == hunk_.old_lines[i]) continue;
            const std::string_view line = without_newline(hunk_.old_lines[i]);
            if (index < lines_.size() && without_newline(lines_[index]) == line)
                return fmt::format("line {} has a different line ending", index + 1);
            return fmt::format("line {} is not '{}'", index + 1, line);
        }
        return "the file does not begin or end where the hunk does";
    }

private:
    /// Nothing tells where lines without context belong but their number.
    std::optional<std::size_t> insertion(std::ptrdiff_t said) const {
        if (said < static_cast<std::ptrdiff_t>(from_) ||
            said > static_cast<std::ptrdiff_t>(lines_.size()))
            return std::nullopt;
        return static_cast<std::size_t>(said);
    }

    /// A hunk that removes nothing names the line before it.
    std::ptrdiff_t expected() const {
        const auto line = static_cast<std::ptrdiff_t>(hunk_.old_line);
        return hunk_.old_lines.empty() ? line : line - 1;
    }

    bool fits(std::ptrdiff_t at) const {
        if (at < static_cast<std::ptrdiff_t>(from_)) return false;
        const auto index = static_cast<std::size_t>(at);
        const std::vector<std::string>& old = hunk_.old_lines;
        if (index > lines_.size() || old.size() > lines_.size() - index) return false;
        const bool begins_file = hunk_.old_line <= 1 && hunk_.leading < hunk_.trailing;
        if (begins_file && index != 0) return false;
        if (hunk_.trailing < hunk_.leading && index + old.size() != lines_.size()) return false;
        return std::equal(old.begin(), old.end(), lines_.begin() + at);
    }

    const Lines& lines_;
    const Hunk& hunk_;
    std::size_t from_;
};

/// Holds what came out against what git says. Lines that a person has edited since are told from
/// missing ones by nothing.
void check_blobs(const FilePatch& patch, const std::string& before, const std::string& after,
                 const std::string& name) {
    const bool names_result = patch.new_blob.find_first_not_of('0') != std::string::npos;
    const bool from_nothing = before.empty() && patch.old_path.empty();
    if (!names_result || (!from_nothing && !hash::is_git_blob(before, patch.old_blob)) ||
        hash::is_git_blob(after, patch.new_blob))
        return;
    throw report::Error(name,
                        patch.path() +
                            " would not become what its 'index' line says: a part of the patch is "
                            "missing, or was edited",
                        "get the whole patch, or take the 'index' line out of it");
}

FilePatch with_plain_ends(FilePatch patch) {
    for (Hunk& hunk : patch.hunks)
        for (std::vector<std::string>* lines : {&hunk.old_lines, &hunk.new_lines})
            for (std::string& line : *lines)
                if (line.ends_with("\r\n")) line.erase(line.size() - 2, 1);
    return patch;
}

} // namespace

std::string apply_patch(const FilePatch& given, const std::string& old_text,
                        const std::string& name) {
    if (given.refusal) throw report::Error(*given.refusal);
    const bool plain = given.converted && old_text.find("\r\n") == std::string::npos;
    const FilePatch patch = plain ? with_plain_ends(given) : given;
    const Lines lines = whole_lines<std::string_view>(old_text);
    std::string text;
    std::size_t done = 0;     // lines of the old file that are in `text` or replaced
    std::ptrdiff_t shift = 0; // by how much the hunk before lay elsewhere than it said
    for (const Hunk& hunk : patch.hunks) {
        const HunkPosition position(lines, hunk, done);
        const std::optional<std::size_t> found = position.find(shift);
        if (!found)
            throw report::Error(
                name,
                fmt::format("hunk {} (line {}) does not apply to {}: {}", hunk.number,
                            hunk.old_line, patch.path(), position.first_difference(shift)),
                "make the patch for what 'cal-pkg egg show' prints");
        shift = static_cast<std::ptrdiff_t>(*found + (hunk.old_lines.empty() ? 0 : 1)) -
                static_cast<std::ptrdiff_t>(hunk.old_line);
        for (; done < *found; ++done) text += lines[done];
        for (const std::string& line : hunk.new_lines) text += line;
        done += hunk.old_lines.size();
    }
    for (; done < lines.size(); ++done) text += lines[done];
    check_blobs(patch, old_text, text, name);
    return text;
}

} // namespace calpkg::diff
