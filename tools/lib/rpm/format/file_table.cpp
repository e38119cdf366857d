#include "lib/rpm/format/file_table.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sys/stat.h>
#include <unordered_set>

namespace calpkg::rpm {

namespace {

constexpr std::uint64_t kGhost = 1U << 6; // RPMFILE_GHOST

/// Every file's path, each once.
std::vector<std::string> paths_of(const RawHeader& header,
                                  const std::vector<std::string>& directories,
                                  const std::string& subject) {
    const std::vector<std::string> names = header.strings(tag::base_name);
    const std::vector<std::uint64_t> indexes = header.numbers(tag::dir_index);
    if (indexes.size() != names.size()) refuse_unsound(subject, "its file list is damaged");
    std::vector<std::string> paths;
    paths.reserve(names.size());
    std::unordered_set<std::string_view> seen;
    for (std::size_t row = 0; row < names.size(); ++row) {
        if (indexes[row] >= directories.size()) refuse_unsound(subject, "its file list is damaged");
        paths.push_back(directories[indexes[row]] + names[row]);
        if (!seen.insert(paths.back()).second)
            refuse_unsound(subject, "it lists " + paths.back() + " twice");
    }
    return paths;
}

/// Whether one of tag::per_file holds strings.
bool is_text(std::uint32_t tag) {
    constexpr std::array texts{tag::file_digest,    tag::file_link,      std::uint32_t{1039},
                               std::uint32_t{1040}, tag::file_lang,      std::uint32_t{1147},
                               tag::file_caps,      tag::file_signature, tag::verity_signature};
    return std::find(texts.begin(), texts.end(), tag) != texts.end();
}

/// The directory part with its slash, as DIRNAMES has it.
std::string directory_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

} // namespace

FileTable::Column::Column(const TagData& data) : type(data.type), bytes(data.bytes) {
    if (width() != 0) return;
    begins.reserve(data.count);
    for (std::size_t at = 0; at < bytes.get().size(); at = bytes.get().find('\0', at) + 1)
        begins.push_back(static_cast<std::uint32_t>(at));
}

std::string_view FileTable::Column::cell(std::size_t row) const {
    if (width() == 0) return bytes.get().c_str() + begins[row];
    return std::string_view(bytes.get()).substr(row * width(), width());
}

void FileTable::Column::set(std::size_t row, std::string_view value) {
    if (width() != 0) {
        bytes.own().replace(row * width(), width(), value);
        return;
    }
    begins[row] =
        static_cast<std::uint32_t>(bytes.get().size()); // the old one may be another row's, too
    bytes.own().append(value) += '\0';
}

void FileTable::Column::cut(std::size_t rows) {
    if (width() == 0)
        begins.resize(rows);
    else
        bytes.own().resize(rows * width());
}

void FileTable::Column::remove(std::size_t row) {
    if (width() == 0)
        begins.erase(begins.begin() + static_cast<std::ptrdiff_t>(row));
    else
        bytes.own().erase(row * width(), width());
}

void FileTable::Column::insert(std::size_t row, std::size_t like) {
    if (width() == 0)
        begins.insert(begins.begin() + static_cast<std::ptrdiff_t>(row),
                      std::uint32_t{begins[like]});
    else
        bytes.own().insert(row * width(), std::string(cell(like)));
}

FileTable::FileTable(const RawHeader& header, const std::string& subject) {
    if (header.has(tag::old_file_name))
        refuse_unsound(subject,
                       "its file list has the form of rpm 3, which cal-pkg does not write");
    directories_ = header.strings(tag::dir_name);
    paths_ = paths_of(header, directories_, subject);
    for (const std::uint32_t tag : tag::per_file) {
        const TagData* data = header.find(tag);
        if (data == nullptr || tag == tag::dir_index || tag == tag::base_name) continue;
        Column column(*data);
        // Some rpm has made packages with hard links that have more of these; nobody reads them, and rpm calls them good.
        if (tag == tag::file_depends_x && column.rows() > size()) column.cut(size());
        if (column.rows() != size() || (column.width() == 0) != is_text(tag))
            refuse_unsound(subject,
                           "tag " + std::to_string(tag) + " does not fit the list of files");
        tags_.push_back(tag);
        columns_.push_back(std::move(column));
    }
}

void FileTable::store(RawHeader& header) const {
    for (std::size_t i = 0; i < tags_.size(); ++i) {
        const Column& column = columns_[i];
        std::string bytes;
        for (std::size_t row = 0; row < size(); ++row) {
            bytes += column.cell(row);
            if (column.width() == 0) bytes += '\0';
        }
        header.put({tags_[i], column.type, static_cast<std::uint32_t>(size()), std::move(bytes)});
    }
    constexpr std::uint64_t unplaced = UINT64_MAX;
    std::map<std::string, std::uint64_t> used;
    for (const std::string& path : paths_) used.emplace(directory_of(path), unplaced);
    std::vector<std::string> directories;
    const auto keep = [&](const std::string& directory) {
        const auto at = used.find(directory);
        if (at == used.end() || at->second != unplaced) return;
        at->second = directories.size();
        directories.push_back(directory);
    };
    for (const std::string& directory : directories_) keep(directory);
    for (const auto& [directory, index] : used) keep(directory);
    std::vector<std::string> names;
    std::vector<std::uint64_t> indexes;
    for (const std::string& path : paths_) {
        names.push_back(path.substr(directory_of(path).size()));
        indexes.push_back(used.at(directory_of(path)));
    }
    header.put_strings(tag::base_name, TagType::string_array, names);
    header.put_strings(tag::dir_name, TagType::string_array, directories);
    header.put_numbers(tag::dir_index, TagType::int32, indexes);
}

std::optional<std::size_t> FileTable::find(const std::string& path) const {
    const auto at = std::find(paths_.begin(), paths_.end(), path);
    if (at == paths_.end()) return {};
    return static_cast<std::size_t>(at - paths_.begin());
}

const FileTable::Column* FileTable::column(std::uint32_t tag) const {
    const auto at = std::find(tags_.begin(), tags_.end(), tag);
    return at == tags_.end() ? nullptr : &columns_[static_cast<std::size_t>(at - tags_.begin())];
}

FileTable::Column* FileTable::column(std::uint32_t tag) {
    const auto at = std::find(tags_.begin(), tags_.end(), tag);
    return at == tags_.end() ? nullptr : &columns_[static_cast<std::size_t>(at - tags_.begin())];
}

std::string_view FileTable::raw(std::size_t row, std::uint32_t tag) const {
    const Column* values = column(tag);
    return values == nullptr ? std::string_view() : values->cell(row);
}

std::uint64_t FileTable::number(std::size_t row, std::uint32_t tag) const {
    return from_big_endian(raw(row, tag));
}

std::string FileTable::text(std::size_t row, std::uint32_t tag) const {
    return std::string(raw(row, tag));
}

std::uint64_t FileTable::file_size(std::size_t row) const {
    return column(tag::long_file_size) != nullptr ? number(row, tag::long_file_size)
                                                  : number(row, tag::file_size);
}

bool FileTable::is_regular(std::size_t row) const { return S_ISREG(number(row, tag::file_mode)); }

bool FileTable::is_directory(std::size_t row) const { return S_ISDIR(number(row, tag::file_mode)); }

bool FileTable::is_link(std::size_t row) const { return S_ISLNK(number(row, tag::file_mode)); }

bool FileTable::is_ghost(std::size_t row) const {
    return (number(row, tag::file_flags) & kGhost) != 0;
}

std::uint64_t FileTable::link_set(std::size_t row) const {
    return number(row, tag::file_device) << 32 | number(row, tag::file_inode);
}

void FileTable::set_number(std::size_t row, std::uint32_t tag, std::uint64_t value) {
    if (Column* values = column(tag)) values->set(row, big_endian(value, values->width()));
}

void FileTable::set_text(std::size_t row, std::uint32_t tag, const std::string& value) {
    if (Column* values = column(tag)) values->set(row, value);
}

void FileTable::set_file_size(std::size_t row, std::uint64_t value) {
    set_number(row, column(tag::long_file_size) != nullptr ? tag::long_file_size : tag::file_size,
               value);
}

void FileTable::remove(std::size_t row) {
    const auto at = static_cast<std::ptrdiff_t>(row);
    paths_.erase(paths_.begin() + at);
    for (Column& values : columns_) values.remove(row);
}

std::size_t FileTable::insert(const std::string& path, std::size_t like) {
    const auto place = std::find_if(paths_.begin(), paths_.end(),
                                    [&](const std::string& other) { return other > path; });
    const std::ptrdiff_t at = place - paths_.begin();
    paths_.insert(place, path);
    for (Column& values : columns_) values.insert(static_cast<std::size_t>(at), like);
    return static_cast<std::size_t>(at);
}

std::uint64_t FileTable::unused_inode() const {
    std::set<std::uint64_t> used;
    for (std::size_t row = 0; row < size(); ++row) used.insert(number(row, tag::file_inode));
    std::uint64_t inode = used.empty() ? 1 : *used.rbegin() + 1;
    if (inode > UINT32_MAX)
        for (inode = 1; used.contains(inode);) ++inode;
    return inode;
}

std::uint64_t FileTable::installed_size() const {
    std::uint64_t sum = 0;
    std::set<std::uint64_t> seen;
    for (std::size_t row = 0; row < size(); ++row) {
        if (!is_regular(row) && !is_link(row)) continue;
        const bool again = has(tag::file_inode) && !seen.insert(link_set(row)).second;
        if (!again) sum += file_size(row);
    }
    return sum;
}

} // namespace calpkg::rpm
