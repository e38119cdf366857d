#include "lib/rpm/rewrite/payload_edit.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"

#include <optional>

namespace calpkg::rpm {

namespace {

/// A set of hard links that loses files. rpm writes the names one after the other and the content
/// with the last; names are held back until the content comes, so that the last one left gets it.
struct LosingSet {
    std::uint32_t stay = 0; ///< files that stay in it
    std::size_t unseen = 0; ///< files whose entry has not come yet
    bool carried = false;   ///< the content has come
    std::vector<CpioEntry> waiting;
};

class Editor {
public:
    Editor(ByteSource& source, ByteSink& sink, const PayloadEdit& edit, const std::string& subject);
    EditResult run();

private:
    void entry();
    void keep();
    void replace();
    void in_losing_set(LosingSet& set);
    void carry(LosingSet& set);
    void add_before(std::size_t row);
    void add(std::size_t row);
    void header(CpioEntry entry);
    void copy(const CpioEntry& entry);
    void whole(CpioEntry entry, std::string_view content);
    bool is_written() const { return edit_.written.contains(edit_.before.path(walk_.row())); }
    bool is_dropped() const { return !after_row(walk_.row()); }
    std::optional<std::size_t> after_row(std::size_t row) const { return after_[row]; }

    PayloadWalk walk_;
    CpioWriter writer_;
    const PayloadEdit& edit_;
    const std::string& subject_;
    std::vector<std::optional<std::size_t>> after_; ///< row in `after` by row in `before`
    std::vector<std::size_t> additions_;            ///< rows in `after`, ascending
    std::map<std::uint64_t, LosingSet> losing_;
    std::optional<CpioEntry> style_; ///< the first entry: what additions look like
};

Editor::Editor(ByteSource& source, ByteSink& sink, const PayloadEdit& edit,
               const std::string& subject)
    : walk_(source, edit.before, edit.hash, subject, edit.digests),
      writer_(sink),
      edit_(edit),
      subject_(subject),
      after_(edit.before.size()) {
    std::unordered_map<std::string_view, std::size_t> before;
    for (std::size_t row = 0; row < edit.before.size(); ++row)
        before.emplace(edit.before.path(row), row);
    for (std::size_t row = 0; row < edit.after.size(); ++row) {
        const auto at = before.find(edit.after.path(row));
        if (at != before.end())
            after_[at->second] = row;
        else
            additions_.push_back(row);
    }
    for (const auto& [id, rows] : walk_.sets()) {
        LosingSet set;
        set.unseen = rows.size();
        for (const std::size_t row : rows)
            if (after_row(row) && !edit.written.contains(edit.before.path(row))) ++set.stay;
        if (set.stay < rows.size()) losing_[id] = std::move(set);
    }
}

EditResult Editor::run() {
    while (walk_.next()) {
        if (!style_) style_ = walk_.entry();
        if (const auto row = after_row(walk_.row())) add_before(*row);
        entry();
    }
    const CpioEntry trailer = walk_.entry();
    const std::string rest = walk_.finish();
    add_before(edit_.after.size());
    writer_.header(trailer);
    writer_.rest(rest);
    return {walk_.take_contents(), writer_.offset(), writer_.frame_digest()};
}

void Editor::entry() {
    const bool is_file = edit_.before.is_regular(walk_.row());
    const auto set = losing_.find(edit_.before.link_set(walk_.row()));
    if (is_file && set != losing_.end()) return in_losing_set(set->second);
    if (is_dropped()) return;
    if (is_written()) return replace();
    keep();
}

void Editor::keep() {
    CpioEntry entry = walk_.entry();
    entry.index = static_cast<std::uint32_t>(*after_row(walk_.row()));
    copy(entry);
}

void Editor::replace() {
    const std::size_t row = *after_row(walk_.row());
    CpioEntry entry = walk_.entry();
    const FileTable& after = edit_.after;
    entry.index = static_cast<std::uint32_t>(row);
    entry.set(CpioField::mtime, static_cast<std::uint32_t>(after.number(row, tag::file_mtime)));
    if (after.link_set(row) != edit_.before.link_set(walk_.row())) {
        entry.set(CpioField::nlink, 1);
        entry.set(CpioField::inode, static_cast<std::uint32_t>(after.number(row, tag::file_inode)));
    }
    whole(entry, edit_.written.at(after.path(row)).content);
}

void Editor::header(CpioEntry entry) {
    if (edit_.without_owners)
        for (const CpioField field : {CpioField::uid, CpioField::gid}) entry.set(field, 0);
    writer_.header(entry);
}

/// Writes the data of the entry that has been read under the header `entry`.
void Editor::copy(const CpioEntry& entry) {
    header(entry);
    walk_.read([&](std::string_view piece) {
        if (edit_.seen) edit_.seen(walk_.row(), piece);
        writer_.data(piece);
    });
    writer_.finish_entry();
}

void Editor::whole(CpioEntry entry, std::string_view content) {
    entry.set(CpioField::size, static_cast<std::uint32_t>(content.size()));
    header(entry);
    writer_.data(content);
    writer_.finish_entry();
}

void Editor::in_losing_set(LosingSet& set) {
    --set.unseen;
    if (is_written()) {
        replace();
    } else if (!is_dropped()) {
        CpioEntry entry = walk_.entry();
        entry.index = static_cast<std::uint32_t>(*after_row(walk_.row()));
        entry.set(CpioField::nlink, set.stay);
        entry.set(CpioField::size, 0);
        set.waiting.push_back(entry);
    }
    if (walk_.size() != 0) return carry(set);
    if (set.unseen != 0 && !set.carried) return;
    for (const CpioEntry& entry : set.waiting) whole(entry, {});
    set.waiting.clear();
}

void Editor::carry(LosingSet& set) {
    set.carried = true;
    if (set.stay == 0) return;
    if (set.waiting.empty())
        throw report::Error(subject_,
                            "its payload has hard links in an order that rpm does not write");
    CpioEntry last = set.waiting.back();
    set.waiting.pop_back();
    for (const CpioEntry& entry : set.waiting) whole(entry, {});
    set.waiting.clear();
    last.set(CpioField::size, static_cast<std::uint32_t>(walk_.size()));
    copy(last);
}

/// New entries come where their place among the header's files is.
void Editor::add_before(std::size_t row) {
    std::size_t count = 0;
    while (count < additions_.size() && additions_[count] < row) add(additions_[count++]);
    additions_.erase(additions_.begin(), additions_.begin() + static_cast<std::ptrdiff_t>(count));
}

void Editor::add(std::size_t row) {
    if (edit_.after.is_ghost(row)) return;
    const std::string path = edit_.after.path(row);
    const auto number = [&](std::uint32_t tag) {
        return static_cast<std::uint32_t>(edit_.after.number(row, tag));
    };
    CpioEntry entry;
    entry.magic = style_ ? style_->magic : "070701";
    entry.index = static_cast<std::uint32_t>(row);
    if (!entry.by_index()) {
        const std::string like = style_ ? style_->name : "./";
        entry.name = like.starts_with("./")  ? "." + path
                     : like.starts_with("/") ? path
                                             : path.substr(1);
        entry.set(CpioField::inode, number(tag::file_inode));
        entry.set(CpioField::mode, number(tag::file_mode));
        entry.set(CpioField::nlink, 1);
        entry.set(CpioField::mtime, number(tag::file_mtime));
        entry.set(CpioField::name_size, static_cast<std::uint32_t>(entry.name.size() + 1));
    }
    const auto content = edit_.written.find(path);
    whole(entry, content == edit_.written.end() ? std::string_view() : content->second.content);
}

} // namespace

EditResult edit_payload(ByteSource& source, ByteSink& sink, const PayloadEdit& edit,
                        const std::string& subject) {
    return Editor(source, sink, edit, subject).run();
}

} // namespace calpkg::rpm
