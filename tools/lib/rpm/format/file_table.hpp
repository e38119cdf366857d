#pragma once

#include "lib/rpm/format/raw_header.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::rpm {

/// A package's files as its header tells them: a row a file, a column for each of the tags with one
/// value a file. Rows can be taken out and put in, and all columns stay in step.
class FileTable {
public:
    /// Throws report::Error, naming `subject`, when the tags do not fit together.
    FileTable(const RawHeader& header, const std::string& subject);
    /// Puts the table back: the columns there were, DIRNAMES without directories that are left
    /// unused.
    void store(RawHeader& header) const;

    std::size_t size() const { return paths_.size(); }
    const std::string& path(std::size_t row) const { return paths_[row]; }
    std::optional<std::size_t> find(const std::string& path) const;

    std::uint64_t number(std::size_t row, std::uint32_t tag) const; ///< 0 without that column
    std::string text(std::size_t row, std::uint32_t tag) const;     ///< "" without that column
    std::uint64_t file_size(std::size_t row) const;                 ///< of whichever tag there is
    bool is_regular(std::size_t row) const;
    bool is_directory(std::size_t row) const;
    bool is_link(std::size_t row) const;
    bool is_ghost(std::size_t row) const;
    /// Regular files with the same device and inode share their content; a number for each such
    /// set.
    std::uint64_t link_set(std::size_t row) const;
    /// Bytes of a row's value as in the header, for comparisons; "" without that column.
    std::string_view raw(std::size_t row, std::uint32_t tag) const;
    const std::vector<std::uint32_t>& tags() const { return tags_; }
    bool has(std::uint32_t tag) const { return column(tag) != nullptr; }

    /// Without effect where there is no such column.
    void set_number(std::size_t row, std::uint32_t tag, std::uint64_t value);
    void set_text(std::size_t row, std::uint32_t tag, const std::string& value);
    void set_file_size(std::size_t row, std::uint64_t value);
    void remove(std::size_t row);
    /// A copy of row `like` under another path, at the place where rpm's order (of bytes) has it;
    /// the new row. Rows at and behind it move by one.
    std::size_t insert(const std::string& path, std::size_t like);
    /// An inode number that no file of the package has.
    std::uint64_t unused_inode() const;

    /// Bytes that installing takes, as rpm counts them: hard links once, ghosts and link targets
    /// too.
    std::uint64_t installed_size() const;

private:
    /// In two blocks: of 100,000 files a string for each value would be 80 MB.
    struct Column {
        TagType type = TagType::null;
        SharedBytes bytes; ///< numbers: one after the other; strings with their NUL, in any order
        std::vector<std::uint32_t> begins; ///< of strings: where each row's lies in `bytes`

        explicit Column(const TagData& data);
        /// Of numbers; 0 for strings.
        std::size_t width() const { return element_size(type); }
        std::size_t rows() const {
            return width() == 0 ? begins.size() : bytes.get().size() / width();
        }
        std::string_view cell(std::size_t row) const;
        void set(std::size_t row, std::string_view value);
        void cut(std::size_t rows); ///< leaves the first `rows`
        void remove(std::size_t row);
        void insert(std::size_t row, std::size_t like);
    };
    const Column* column(std::uint32_t tag) const;
    Column* column(std::uint32_t tag);

    std::vector<std::uint32_t> tags_;
    std::vector<Column> columns_;
    std::vector<std::string> paths_;
    std::vector<std::string> directories_; ///< DIRNAMES, as it was
};

} // namespace calpkg::rpm
