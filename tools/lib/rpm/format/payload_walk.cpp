#include "lib/rpm/format/payload_walk.hpp"

#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/hashing.hpp"
#include "lib/rpm/format/tags.hpp"

namespace calpkg::rpm {

namespace {

constexpr std::size_t kBuffer = 256U << 10;

/// rpm writes "./opt", its ancestors "/opt" or "opt".
std::string_view without_prefix(std::string_view name) {
    if (name.starts_with("./")) name.remove_prefix(2);
    if (name.starts_with("/")) name.remove_prefix(1);
    return name;
}

} // namespace

LinkSets link_sets(const FileTable& files) {
    LinkSets sets;
    if (!files.has(tag::file_inode)) return sets;
    for (std::size_t row = 0; row < files.size(); ++row)
        if (files.is_regular(row) && !files.is_ghost(row)) sets[files.link_set(row)].push_back(row);
    std::erase_if(sets, [](const auto& set) { return set.second.size() < 2; });
    return sets;
}

hash::Algorithm file_hash(const RawHeader& header) {
    const std::uint64_t number = header.number(tag::file_digest_hash);
    return number == 0 ? hash::Algorithm::md5 : static_cast<hash::Algorithm>(number);
}

PayloadWalk::PayloadWalk(ByteSource& source, const FileTable& files, hash::Algorithm hash,
                         std::string subject, FileDigests digests)
    : reader_(source, subject),
      files_(files),
      hash_(hash),
      digests_(digests),
      subject_(std::move(subject)),
      sets_(link_sets(files)),
      seen_(files.size(), false),
      buffer_(kBuffer) {
    for (std::size_t row = 0; row < files.size(); ++row)
        rows_.emplace(without_prefix(files.path(row)), row);
    contents_.entries.reserve(files.size());
}

void PayloadWalk::damaged(const std::string& how) const {
    throw report::Error(subject_, "its payload is damaged: " + how, "copy or build it again");
}

std::size_t PayloadWalk::row_of(const CpioEntry& entry) const {
    if (entry.by_index()) {
        if (entry.index >= files_.size()) damaged("it has files that the header does not know");
        return entry.index;
    }
    const auto at = rows_.find(without_prefix(entry.name));
    if (at == rows_.end()) damaged("the header does not know " + entry.name);
    return at->second;
}

/// For an entry that does not tell its size: the last file of a set of hard links has the data.
std::uint64_t PayloadWalk::expected_size() const {
    if (!files_.is_regular(row_) && !files_.is_link(row_)) return 0;
    const auto set = sets_.find(files_.link_set(row_));
    const bool carries = set == sets_.end() || files_.is_link(row_) || set->second.back() == row_;
    return carries ? files_.file_size(row_) : 0;
}

bool PayloadWalk::next() {
    if (unread_) read([](std::string_view) {});
    process::check_interrupt();
    entry_ = reader_.next();
    if (entry_.is_trailer()) return false;
    row_ = row_of(entry_);
    if (seen_[row_]) damaged(files_.path(row_) + " is in it twice");
    seen_[row_] = true;
    size_ = entry_.by_index() ? expected_size() : entry_[CpioField::size];
    check_size();
    reader_.expect(size_);
    unread_ = true;
    return true;
}

/// Before anything of it is read: nobody reads gigabytes to learn that they are too many.
void PayloadWalk::check_size() const {
    const std::string& path = files_.path(row_);
    if (files_.is_link(row_)) {
        if (size_ != files_.text(row_, tag::file_link).size())
            damaged("the link " + path + " leads elsewhere");
    } else if (!files_.is_regular(row_)) {
        if (size_ != 0) damaged(path + " has content, and is not a file");
    } else if (size_ != files_.file_size(row_) &&
               !(size_ == 0 &&
                 sets_.contains(files_.link_set(row_)))) { // another entry has the content
        damaged(path + " has another size than the header says");
    }
}

void PayloadWalk::check(const std::string& digest, std::string_view link) {
    if (files_.is_link(row_)) {
        if (link != files_.text(row_, tag::file_link))
            damaged("the link " + files_.path(row_) + " leads elsewhere");
        return;
    }
    if (!files_.is_regular(row_)) return;
    const bool linked = sets_.contains(files_.link_set(row_));
    if (size_ == 0 && linked) return;
    if (!linked) return check_digest(row_, digest);
    for (const std::size_t row : sets_.at(files_.link_set(row_))) check_digest(row, digest);
    carried_.insert(files_.link_set(row_));
}

void PayloadWalk::check_digest(std::size_t row, const std::string& digest) const {
    const std::string expected = files_.text(row, tag::file_digest);
    if (!expected.empty() && digest != expected)
        damaged(files_.path(row) + " has another digest than the header says");
}

void PayloadWalk::skip() {
    if (unread_) reader_.skip();
    unread_ = false;
}

std::string PayloadWalk::digest_from_header() const {
    if (digests_ == FileDigests::made || !files_.is_regular(row_)) return {};
    return files_.text(row_, tag::file_digest);
}

void PayloadWalk::read(const std::function<void(std::string_view)>& use) {
    unread_ = false;
    const bool is_link = files_.is_link(row_);
    std::string link;
    std::string hex = digest_from_header();
    OptionalDigest digest(hex.empty() ? std::optional(hash_) : std::nullopt);
    while (const std::size_t count = reader_.read(buffer_.data(), buffer_.size())) {
        const std::string_view piece(buffer_.data(), count);
        digest.update(piece);
        if (is_link) link += piece;
        use(piece);
        if (count == buffer_.size()) process::check_interrupt();
    }
    if (hex.empty()) hex = digest.finish();
    check(hex, link);
    CpioEntry kept = entry_;
    kept.name.resize(kept.name.size() - without_prefix(kept.name).size());
    kept.name.shrink_to_fit();
    contents_.entries.push_back({row_, std::move(kept), size_ == 0 ? "" : std::move(hex)});
}

std::string PayloadWalk::finish() {
    for (std::size_t row = 0; row < files_.size(); ++row)
        if (!seen_[row] && !files_.is_ghost(row)) damaged(files_.path(row) + " is missing");
    for (const auto& [id, rows] : sets_)
        if (files_.file_size(rows.front()) != 0 && !carried_.contains(id))
            damaged(files_.path(rows.front()) + " has no content");
    std::string rest = reader_.rest();
    contents_.size = reader_.offset();
    contents_.frame_digest = reader_.frame_digest();
    return rest;
}

PayloadContents PayloadWalk::take_contents() { return std::move(contents_); }

PayloadContents read_contents(ByteSource& source, const FileTable& files, hash::Algorithm hash,
                              const std::string& subject) {
    PayloadWalk walk(source, files, hash, subject);
    while (walk.next()) walk.read([](std::string_view) {});
    walk.finish();
    return walk.take_contents();
}

} // namespace calpkg::rpm
