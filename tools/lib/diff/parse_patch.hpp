#pragma once

#include "lib/report/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::diff {

/// One hunk of a unified diff (POSIX diff -u). Lines keep their newline; a last line that
/// "\ No newline at end of file" follows has none.
struct Hunk {
    std::size_t number = 0;   ///< within its file, from 1
    std::size_t old_line = 0; ///< first line in the old file, from 1; 0 for a file that was empty
    std::vector<std::string> old_lines; ///< context and removed lines
    std::vector<std::string> new_lines; ///< context and added lines
    std::size_t leading = 0;            ///< context lines before the first change
    std::size_t trailing = 0;           ///< context lines behind the last
};

/// What a patch does to one file. Paths are as the patch has them, "a/x.py"; an empty one stands for
/// /dev/null.
struct FilePatch {
    std::string old_path;
    std::string new_path;
    std::vector<Hunk> hunks; ///< none for an empty file that is made or removed
    bool converted = false;  ///< its headers end in CR LF: something has changed its line ends
    std::string old_blob;    ///< abbreviated names of git's, "" without an "index" line
    std::string new_blob;
    /// Whether the new file is the old one elsewhere, with the hunks: the old one goes, or stays as it is.
    enum class Move { none, rename, copy } move = Move::none;
    std::size_t commit =
        0; ///< files of one commit have one number; all 0 where the text tells of none
    std::optional<report::Error>
        refusal; ///< why it cannot be applied: it is binary, a link, a submodule

    /// The file that is there before, or the one that is made.
    const std::string& path() const { return old_path.empty() ? new_path : old_path; }
};

/// Reads a unified diff, as diff -u, git diff, git format-patch and others print it; text around it is
/// passed over, and so are changes of modes. Throws report::Error, naming `name` and the line, for a
/// truncated or malformed hunk, for one that ends with a file's header, for the combined diff of a merge,
/// and for a text without any change of a file.
std::vector<FilePatch> parse_patch(const std::string& text, const std::string& name);

} // namespace calpkg::diff
