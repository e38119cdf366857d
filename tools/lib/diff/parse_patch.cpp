#include "lib/diff/parse_patch.hpp"

#include "lib/diff/git_names.hpp"
#include "lib/diff/lines.hpp"
#include "lib/hash/git_blob.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace calpkg::diff {

namespace {

constexpr std::size_t kMostLines = 1U << 30;
constexpr const char* kNoHunk = "no hunk follows these '---' and '+++' lines";
constexpr const char* kEndsInHeader = "the patch ends within the header of a file";
constexpr const char* kDamaged = "the patch is damaged or cut off: make it again, with 'diff -u'";

/// Takes "3" or "3,7" from the front of `text`; a count that is left out is 1.
bool take_range(std::string_view& text, std::size_t& first, std::size_t& count) {
    const auto take_number = [&text](std::size_t& number) {
        const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
        text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()));
        return end.ec == std::errc() && number <= kMostLines;
    };
    count = 1;
    if (!take_number(first)) return false;
    if (!text.starts_with(',')) return true;
    text.remove_prefix(1);
    return take_number(count);
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

/// diff -N gives a file that is not there the time 0, in the zone where it runs.
bool has_time_of_nothing(const std::string& header) {
    const std::string_view time =
        std::string_view(header).substr(std::min(header.find('\t'), header.size()));
    return time.starts_with("\t1970-01-01 ") || time.starts_with("\t1969-12-31 ");
}

/// What stands between "diff --git" and the hunks.
struct GitHeader {
    std::string line;     ///< "diff --git a/x b/x"
    std::string from, to; ///< of a rename or a copy
    bool mode = false;    ///< it is changed
    bool made = false, gone = false;
    FilePatch::Move move = FilePatch::Move::none;
    std::optional<report::Error> refusal;
};

bool is_binary(const std::string& line) {
    return line.starts_with("GIT binary patch") || line.starts_with("Binary files ");
}

/// Whether a line of git's says that the new file is a symbolic link or another repository's commit: what its hunks
/// have is then no content.
bool is_special(std::string_view line) {
    const bool mode = take(line, "new mode ") || take(line, "new file mode ");
    if (!mode && line.starts_with("index ")) {
        line.remove_prefix(std::min(line.rfind(' ') + 1, line.size()));
    } else if (!mode) {
        return false;
    }
    return line.starts_with("120000") || line.starts_with("160000");
}

/// Whether a commit begins: as format-patch ("From HASH DATE") or log and show ("commit HASH") print it.
bool begins_commit(std::string_view line) {
    constexpr std::size_t digits = 40;
    if (!take(line, "From ") && !take(line, "commit ")) return false;
    const std::size_t end = line.find_first_not_of("0123456789abcdef");
    return end >= digits && end != line.npos;
}

/// Whether `blob` is git's name, abbreviated, of a file without content.
bool is_empty_blob(const std::string& blob) { return !blob.empty() && hash::is_git_blob({}, blob); }

class Parser {
public:
    Parser(const std::string& text, const std::string& name)
        : name_(name),
          lines_(whole_lines<std::string>(text)) {}

    std::vector<FilePatch> run();

private:
    bool at_headers() const;
    bool at_file() const;
    GitHeader take_git_header();
    void take_git_file(std::vector<FilePatch>& files);
    FilePatch whole_file(const GitHeader& header) const;
    FilePatch take_binary() const;
    bool ends_in_header() const;
    void take_blobs();
    FilePatch take_file();
    Hunk take_hunk(std::size_t number);
    void take_body(Hunk& hunk, std::size_t old_left, std::size_t new_left);
    void take_no_newline(Hunk& hunk, char kind);
    std::string path_of(std::string_view header) const;
    report::Error wrong(const std::string& reason, const std::string& remedy = kDamaged) const;

    const std::string& name_;
    std::vector<std::string> lines_;
    std::size_t at_ = 0;
    std::size_t commit_ = 0;
    std::string old_blob_, new_blob_; ///< of the file whose hunks come next
};

report::Error Parser::wrong(const std::string& reason, const std::string& remedy) const {
    return {name_, fmt::format("line {}: {}", at_ + 1, reason), remedy};
}

bool Parser::at_headers() const {
    return at_ + 1 < lines_.size() && lines_[at_].starts_with("--- ") &&
           lines_[at_ + 1].starts_with("+++ ");
}

bool Parser::at_file() const {
    return at_headers() && at_ + 2 < lines_.size() && lines_[at_ + 2].starts_with("@@ -");
}

/// The path of a "--- " or "+++ " line: up to a tab, behind which diff writes the time.
std::string Parser::path_of(std::string_view header) const {
    const std::string line(without_newline(header.substr(4)));
    const std::string path = line.substr(0, line.find('\t'));
    if (path == "/dev/null") return {};
    if (const std::optional<std::string> plain = unquoted(path)) return *plain;
    throw wrong("a quoted file name that does not end");
}

/// "\ No newline at end of file" takes the newline off the line before it.
void Parser::take_no_newline(Hunk& hunk, char kind) {
    if (at_ >= lines_.size() || !lines_[at_].starts_with('\\')) return;
    const bool converted = lines_[at_].ends_with("\r\n");
    const auto cut = [converted](std::string& line) {
        line.pop_back();
        if (converted && line.ends_with('\r')) line.pop_back();
    };
    if (kind != '+') cut(hunk.old_lines.back());
    if (kind != '-') cut(hunk.new_lines.back());
    ++at_;
}

void Parser::take_body(Hunk& hunk, std::size_t old_left, std::size_t new_left) {
    bool changed = false;
    while (old_left > 0 || new_left > 0) {
        if (at_ >= lines_.size()) throw wrong("the patch ends within a hunk");
        std::string line = lines_[at_];
        // Mailers take the blank of an empty context line away.
        if (without_newline(line).empty()) line.insert(0, 1, ' ');
        if (!line.ends_with('\n')) line += '\n';
        const char kind = line.front();
        const bool in_old = kind == ' ' || kind == '-', in_new = kind == ' ' || kind == '+';
        if ((!in_old && !in_new) || (in_old && old_left == 0) || (in_new && new_left == 0))
            throw wrong("this line does not belong to the hunk that its header announces");
        old_left -= in_old ? 1 : 0;
        new_left -= in_new ? 1 : 0;
        if (in_old) hunk.old_lines.push_back(line.substr(1));
        if (in_new) hunk.new_lines.push_back(line.substr(1));
        changed = changed || kind != ' ';
        if (kind != ' ')
            hunk.trailing = 0;
        else if (changed)
            ++hunk.trailing;
        else
            ++hunk.leading;
        ++at_;
        take_no_newline(hunk, kind);
    }
}

Hunk Parser::take_hunk(std::size_t number) {
    Hunk hunk;
    hunk.number = number;
    std::string_view header = lines_[at_];
    std::size_t old_count = 0, new_line = 0, new_count = 0;
    if (!take(header, "@@ -") || !take_range(header, hunk.old_line, old_count) ||
        !take(header, " +") || !take_range(header, new_line, new_count) || !take(header, " @@"))
        throw wrong("malformed hunk header");
    ++at_;
    take_body(hunk, old_count, new_count);
    return hunk;
}

FilePatch Parser::take_file() {
    FilePatch file;
    const bool from_nothing = has_time_of_nothing(lines_[at_]);
    file.converted = lines_[at_].ends_with("\r\n");
    file.old_blob.swap(old_blob_);
    file.new_blob.swap(new_blob_);
    file.old_path = path_of(lines_[at_]);
    ++at_;
    const bool to_nothing = has_time_of_nothing(lines_[at_]);
    file.new_path = path_of(lines_[at_]);
    ++at_;
    while (at_ < lines_.size() && lines_[at_].starts_with("@@ -"))
        file.hunks.push_back(take_hunk(file.hunks.size() + 1));
    if (file.hunks.empty()) return file;
    if (from_nothing && file.hunks.front().old_lines.empty()) file.old_path.clear();
    if (to_nothing && file.hunks.front().new_lines.empty()) file.new_path.clear();
    return file;
}

/// "index 83db48f..bf2a4c1 100644"
void Parser::take_blobs() {
    constexpr std::string_view hex = "0123456789abcdef", begin = "index ";
    const std::string& line = lines_[at_];
    const std::size_t dots = line.find_first_not_of(hex, begin.size());
    if (dots == std::string::npos || line.compare(dots, 2, "..") != 0) return;
    const std::size_t end = line.find_first_not_of(hex, dots + 2);
    old_blob_ = line.substr(begin.size(), dots - begin.size());
    new_blob_ = line.substr(dots + 2, end == std::string::npos ? end : end - dots - 2);
}

GitHeader Parser::take_git_header() {
    GitHeader header;
    header.line = without_newline(lines_[at_]);
    old_blob_.clear();
    new_blob_.clear();
    const auto takes = [&](std::string_view begin, std::string& name) {
        if (!lines_[at_].starts_with(begin)) return false;
        name = unquoted(without_newline(lines_[at_]).substr(begin.size())).value_or("");
        return true;
    };
    for (++at_; at_ < lines_.size(); ++at_) {
        const std::string& line = lines_[at_];
        header.mode = header.mode || line.starts_with("new mode ");
        header.made = header.made || line.starts_with("new file mode ");
        header.gone = header.gone || line.starts_with("deleted file mode ");
        if (takes("rename from ", header.from)) header.move = FilePatch::Move::rename;
        if (takes("copy from ", header.from)) header.move = FilePatch::Move::copy;
        if (is_binary(line))
            header.refusal = wrong("binary changes are not supported", "use --replace");
        if (is_special(line))
            header.refusal = wrong("this makes a symbolic link or a submodule, not a file",
                                   "take it out of the patch; --add makes a file");
        if (line.starts_with("index ")) take_blobs();
        constexpr std::array known{"old mode ",     "new mode ",    "new file mode ",
                                   "deleted file ", "similarity ",  "dissimilarity ",
                                   "rename from ",  "copy from ",   "index ",
                                   "GIT binary ",   "Binary files "};
        if (!takes("rename to ", header.to) && !takes("copy to ", header.to) &&
            std::ranges::none_of(known, [&](const char* begin) { return line.starts_with(begin); }))
            break;
    }
    return header;
}

/// A file of git's that has no hunks: one that cannot be applied, or an empty one.
FilePatch Parser::whole_file(const GitHeader& header) const {
    FilePatch file;
    file.refusal = header.refusal;
    file.move = header.move;
    const auto names = names_of_git_header(header.line, header.from, header.to);
    if (!names)
        throw header.refusal.value_or(wrong("the file's name is not known, after " + header.line));
    file.old_path = names->first;
    file.new_path = names->second;
    if (header.made) file.old_path.clear();
    if (header.gone) file.new_path.clear();
    return file;
}

/// Only a change of the mode, one of an empty file and a move without changes have no hunks.
void Parser::take_git_file(std::vector<FilePatch>& files) {
    const GitHeader header = take_git_header();
    if (at_file()) {
        files.push_back(take_file());
        files.back().refusal = header.refusal;
        files.back().move = header.move;
    } else if (at_headers()) {
        throw wrong(kNoHunk);
    } else if (header.refusal || (header.move != FilePatch::Move::none && new_blob_.empty()) ||
               (header.made && is_empty_blob(new_blob_)) ||
               (header.gone && is_empty_blob(old_blob_))) {
        files.push_back(whole_file(header));
        old_blob_.clear();
        new_blob_.clear();
    } else if (!header.mode || header.made || header.gone || !new_blob_.empty()) {
        throw wrong(kEndsInHeader);
    }
}

/// "Binary files a/x and b/x differ", of diff -r.
FilePatch Parser::take_binary() const {
    std::string_view names = without_newline(lines_[at_]);
    names.remove_prefix(std::string_view("Binary files ").size());
    const std::size_t both = names.find(" and ");
    FilePatch file;
    file.old_path = names.substr(0, both);
    if (both != names.npos)
        file.new_path = names.substr(both + 5, names.rfind(" differ") - both - 5);
    file.refusal = wrong("binary changes are not supported", "use --replace");
    return file;
}

/// Whether this is the last line, and one behind which a file's hunks should come.
bool Parser::ends_in_header() const {
    if (at_ + 1 != lines_.size()) return false;
    const std::string& line = lines_[at_];
    return line.starts_with("diff -") || line.starts_with("--- ") || line.starts_with("Index: ") ||
           (line.starts_with("======") && at_ > 0 && lines_[at_ - 1].starts_with("Index: "));
}

std::vector<FilePatch> Parser::run() {
    std::vector<FilePatch> files;
    while (at_ < lines_.size()) {
        const std::string& line = lines_[at_];
        const std::size_t before = files.size();
        if (at_file()) {
            files.push_back(take_file());
        } else if (begins_commit(line)) {
            ++commit_;
            ++at_;
        } else if (at_headers()) {
            throw wrong(kNoHunk);
        } else if (line.starts_with("diff --git ")) {
            take_git_file(files);
        } else if (line.starts_with("diff --cc ") || line.starts_with("diff --combined ")) {
            throw wrong("this is the combined diff of a merge",
                        "make one against its first parent: 'git diff MERGE^ MERGE'");
        } else if (line.starts_with("Binary files ")) {
            files.push_back(take_binary());
            ++at_;
        } else if (ends_in_header()) {
            throw wrong(kEndsInHeader);
        } else if (line.starts_with("@@ -")) {
            throw wrong("a hunk without '---' and '+++' lines before it");
        } else {
            ++at_;
        }
        if (files.size() > before) files.back().commit = commit_;
    }
    if (files.empty())
        throw report::Error(name_, "has no hunk of a unified diff",
                            "make one with 'diff -u' or 'git diff'");
    return files;
}

} // namespace

std::vector<FilePatch> parse_patch(const std::string& text, const std::string& name) {
    return Parser(text, name).run();
}

} // namespace calpkg::diff
