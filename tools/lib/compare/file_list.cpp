#include "lib/compare/file_list.hpp"

#include "lib/compare/contents/words.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tag_name.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <sys/stat.h>
#include <unordered_map>

namespace calpkg::compare {

namespace {

namespace tag = rpm::tag;

constexpr std::uint32_t kUser = 1039, kGroup = 1040, kDevice = 1033, kVerify = 1045;
constexpr std::uint32_t kColor = 1140, kContext = 1147, kDependsDictionary = 1145;

/// One package's files with what a row of them needs more than its own cells.
struct Side {
    Side(const rpm::RawHeader& of, const rpm::FileTable& its)
        : header(of),
          files(its),
          classes(of.strings(tag::class_dictionary)),
          dependencies(of.numbers(kDependsDictionary)),
          required(of.strings(1049)),
          provided(of.strings(tag::provide_name)) {
        for (const auto& [id, rows] : rpm::link_sets(files)) {
            std::string first = files.path(rows.front());
            for (const std::size_t row : rows) first = std::min(first, files.path(row));
            for (const std::size_t row : rows)
                if (files.path(row) != first) linked.emplace(row, first);
        }
    }

    const rpm::RawHeader& header;
    const rpm::FileTable& files;
    std::vector<std::string> classes;
    std::vector<std::uint64_t> dependencies;
    std::vector<std::string> required, provided;
    std::map<std::size_t, std::string> linked; ///< to the first name of the same file

    std::string text_of(std::size_t row, std::uint32_t tag) const;
    std::string class_of(std::size_t row) const {
        const std::uint64_t index = files.number(row, tag::file_class);
        return index < classes.size() && files.has(tag::file_class) ? classes[index] : "";
    }
    std::string dependencies_of(std::size_t row) const;
    std::string linked_to(std::size_t row) const {
        const auto at = linked.find(row);
        return at == linked.end() ? "" : at->second;
    }
};

/// Which names a file requires and provides: entries of DEPENDSDICT, a letter and an index each.
std::string Side::dependencies_of(std::size_t row) const {
    const std::uint64_t begin = files.number(row, tag::file_depends_x);
    const std::uint64_t count = files.number(row, tag::file_depends_n);
    std::string text;
    for (std::uint64_t i = begin; i < std::min(begin + count, std::uint64_t{dependencies.size()});
         ++i) {
        const auto letter = static_cast<char>(dependencies[i] >> 24);
        const std::uint64_t index = dependencies[i] & 0xffffff;
        const std::vector<std::string>& names = letter == 'P' ? provided : required;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", letter,
                            index < names.size() ? names[index] : "?");
    }
    return text;
}

std::string Side::text_of(std::size_t row, std::uint32_t tag) const {
    switch (tag) {
    case tag::file_mode: return mode_words(files.number(row, tag));
    case tag::file_flags: return flag_words(files.number(row, tag));
    case kVerify: return verify_words(files.number(row, tag));
    case tag::file_mtime: return time_words(static_cast<std::int64_t>(files.number(row, tag)));
    case kUser:
    case kGroup:
    case tag::file_link:
    case tag::file_lang:
    case tag::file_caps:
    case kContext: return files.text(row, tag);
    default: return std::to_string(files.number(row, tag));
    }
}

/// Attributes that are compared cell by cell.
struct Attribute {
    std::uint32_t tag;
    const char* what;
};

constexpr std::array attributes{Attribute{tag::file_mode, "mode"},
                                Attribute{kUser, "owner"},
                                Attribute{kGroup, "group"},
                                Attribute{tag::file_flags, "flags"},
                                Attribute{kVerify, "verify"},
                                Attribute{tag::file_link, "link target"},
                                Attribute{tag::file_caps, "capability"},
                                Attribute{kDevice, "device"},
                                Attribute{tag::file_lang, "language"},
                                Attribute{kContext, "context"}};

/// What a row is of that was added or removed.
std::string words_of(const Side& side, std::size_t row) {
    const rpm::FileTable& files = side.files;
    const std::uint64_t mode = files.number(row, tag::file_mode);
    std::string words = fmt::format("{} {} {}:{}", kind_words(mode), mode_words(mode),
                                    files.text(row, kUser), files.text(row, kGroup));
    if (S_ISLNK(mode)) words += " to " + files.text(row, tag::file_link);
    if (S_ISREG(mode) && !files.is_ghost(row)) words += ", " + size_words(files.file_size(row));
    const std::uint64_t flags = files.number(row, tag::file_flags);
    if (flags != 0) words += ", " + flag_words(flags);
    if (const std::string caps = files.text(row, tag::file_caps); !caps.empty())
        words += ", " + caps;
    return words;
}

class FileComparison {
public:
    FileComparison(Headers& headers, const rpm::FileTable& before, const rpm::FileTable& after,
                   Rows& rows)
        : headers_(headers),
          old_(headers.before, before),
          new_(headers.after, after),
          rows_(rows) {}

    std::vector<ContentPair> run();

private:
    void both(std::size_t before, std::size_t after);
    bool verify_follows_ghost(std::size_t before, std::size_t after) const;
    bool content(std::size_t before, std::size_t after);
    void follows_content(std::size_t before, std::size_t after);
    void owner_tags(std::size_t before, std::size_t after);
    void noise(std::size_t before, std::size_t after);
    void order();
    void columns();
    void add(Section section, const std::string& path, const std::string& what,
             const std::string& before, const std::string& after) {
        rows_.push_back({section, Kind::changed, path, what, before, after});
    }

    Headers& headers_;
    Side old_, new_;
    Rows& rows_;
    std::vector<ContentPair> pairs_;
    std::set<std::uint32_t> told_; ///< tags of which a row tells
    bool same_digests_ = false;
    std::size_t other_inodes_ = 0;
};

std::vector<ContentPair> FileComparison::run() {
    same_digests_ = headers_.same(tag::file_digest_hash);
    std::map<std::string_view, std::pair<std::optional<std::size_t>, std::optional<std::size_t>>>
        paths;
    for (std::size_t row = 0; row < old_.files.size(); ++row)
        paths[old_.files.path(row)].first = row;
    for (std::size_t row = 0; row < new_.files.size(); ++row)
        paths[new_.files.path(row)].second = row;
    bool same_paths = true;
    for (const auto& [path, at] : paths) {
        if (at.first && at.second) {
            both(*at.first, *at.second);
            continue;
        }
        same_paths = false;
        rows_.push_back({Section::files, at.first ? Kind::removed : Kind::added, std::string(path),
                         "file", at.first ? words_of(old_, *at.first) : "",
                         at.second ? words_of(new_, *at.second) : ""});
    }
    if (same_paths) order();
    if (same_paths) columns();
    headers_.seen.insert(tag::per_file.begin(), tag::per_file.end());
    headers_.seen.insert({tag::dir_name, tag::class_dictionary, kDependsDictionary});
    return std::move(pairs_);
}

void FileComparison::both(std::size_t before, std::size_t after) {
    const std::string& path = old_.files.path(before);
    const std::uint64_t old_mode = old_.files.number(before, tag::file_mode);
    const std::uint64_t new_mode = new_.files.number(after, tag::file_mode);
    if ((old_mode & S_IFMT) != (new_mode & S_IFMT)) {
        add(Section::files, path, "kind", words_of(old_, before), words_of(new_, after));
        return;
    }
    for (const Attribute& attribute : attributes) {
        if (old_.files.raw(before, attribute.tag) == new_.files.raw(after, attribute.tag)) continue;
        const std::string a = old_.text_of(before, attribute.tag);
        const std::string b = new_.text_of(after, attribute.tag);
        if (a == b || (attribute.tag == kVerify && verify_follows_ghost(before, after))) continue;
        told_.insert(attribute.tag);
        add(Section::files, path, attribute.what, a, b);
    }
    if (old_.linked_to(before) != new_.linked_to(after))
        add(Section::files, path, "hard link to", old_.linked_to(before), new_.linked_to(after));
    owner_tags(before, after);
    if (!content(before, after)) follows_content(before, after);
    noise(before, after);
}

/// rpmbuild takes out of a ghost's %verify what its content decides.
bool FileComparison::verify_follows_ghost(std::size_t before, std::size_t after) const {
    constexpr std::uint64_t content = 1 | 1 << 1 | 1 << 2 | 1 << 5; // digest, size, link, time
    return old_.files.is_ghost(before) != new_.files.is_ghost(after) &&
           (old_.files.number(before, kVerify) | content) ==
               (new_.files.number(after, kVerify) | content);
}

/// Columns that no row above is for: signatures of files, and what only old rpms have.
void FileComparison::owner_tags(std::size_t before, std::size_t after) {
    for (const std::uint32_t tag : {std::uint32_t{1029}, std::uint32_t{1031}, std::uint32_t{1032},
                                    tag::file_signature, tag::verity_signature}) {
        const std::string_view a = old_.files.raw(before, tag), b = new_.files.raw(after, tag);
        if (a == b) continue;
        told_.insert(tag);
        add(Section::files, old_.files.path(before), rpm::tag_name(tag), a.empty() ? "none" : "one",
            b.empty() ? "none" : "another");
    }
}

/// Whether the content differs, or may.
bool FileComparison::content(std::size_t before, std::size_t after) {
    if (!old_.files.is_regular(before) || old_.files.is_ghost(before) || new_.files.is_ghost(after))
        return false;
    const bool same_size = old_.files.file_size(before) == new_.files.file_size(after);
    const std::string a = old_.files.text(before, tag::file_digest);
    const std::string b = new_.files.text(after, tag::file_digest);
    const bool comparable = same_digests_ && !a.empty() && !b.empty();
    if (same_size && comparable && a == b) return false;
    pairs_.push_back({before, after, comparable || !same_size});
    return true;
}

/// libmagic's word for a file, its color and what rpm found that it requires follow its content. Where that is the
/// same they say something of what built the package.
void FileComparison::follows_content(std::size_t before, std::size_t after) {
    const std::string& path = old_.files.path(before);
    // A link's has its target in it.
    const bool same_target =
        old_.files.text(before, tag::file_link) == new_.files.text(after, tag::file_link);
    if (same_target && old_.class_of(before) != new_.class_of(after))
        add(Section::noise, path, "class by libmagic", old_.class_of(before), new_.class_of(after));
    if (old_.text_of(before, kColor) != new_.text_of(after, kColor))
        add(Section::files, path, "color", old_.text_of(before, kColor),
            new_.text_of(after, kColor));
    const std::string a = old_.dependencies_of(before), b = new_.dependencies_of(after);
    if (a == b) return;
    const bool told = std::ranges::any_of(
        rows_, [](const Row& row) { return row.section == Section::dependencies; });
    if (!told) add(Section::files, path, "its dependencies", a, b);
}

void FileComparison::noise(std::size_t before, std::size_t after) {
    const std::string& path = old_.files.path(before);
    const bool content_differs = !pairs_.empty() && pairs_.back().before == before;
    const bool both_ghosts_or_same = !content_differs;
    // The time of another content is told with it.
    if (both_ghosts_or_same &&
        old_.files.raw(before, tag::file_mtime) != new_.files.raw(after, tag::file_mtime))
        add(Section::noise, path, "time", old_.text_of(before, tag::file_mtime),
            new_.text_of(after, tag::file_mtime));
    const bool sized = old_.files.is_regular(before) &&
                       (old_.files.is_ghost(before) || new_.files.is_ghost(after));
    if ((old_.files.is_directory(before) || sized) &&
        old_.files.file_size(before) != new_.files.file_size(after))
        add(Section::noise, path, "size of what has no content",
            size_words(old_.files.file_size(before)), size_words(new_.files.file_size(after)));
    if (old_.files.link_set(before) != new_.files.link_set(after)) ++other_inodes_;
}

/// The same files in another order, and inode numbers, which rpm counts in that order.
void FileComparison::order() {
    bool same = true;
    for (std::size_t row = 0; row < old_.files.size() && same; ++row)
        same = old_.files.path(row) == new_.files.path(row);
    if (!same) add(Section::noise, "the list of files", "order", "", "");
    const bool linked = std::ranges::any_of(
        rows_, [](const Row& row) { return row.what == std::string_view("hard link to"); });
    if (same && other_inodes_ != 0 && !linked)
        add(Section::noise, "inode numbers", fmt::format("of {} files", other_inodes_), "", "");
}

/// A column that only one package has, and that says nothing of any file.
void FileComparison::columns() {
    for (const std::uint32_t tag : tag::per_file) {
        if (old_.files.has(tag) == new_.files.has(tag) || told_.contains(tag)) continue;
        if (tag == tag::file_size || tag == tag::long_file_size || tag == tag::dir_index ||
            tag == tag::base_name)
            continue;
        rows_.push_back({Section::tags, new_.files.has(tag) ? Kind::added : Kind::removed,
                         rpm::tag_name(tag), "tag", "", ""});
    }
}

} // namespace

std::vector<ContentPair> compare_files(Headers& headers, const rpm::FileTable& before,
                                       const rpm::FileTable& after, Rows& rows) {
    return FileComparison(headers, before, after, rows).run();
}

} // namespace calpkg::compare
