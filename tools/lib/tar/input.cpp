#include "lib/tar/input.hpp"

#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <new>
#include <string_view>
#include <sys/stat.h>

namespace calpkg::tar {

namespace {

constexpr const char* kMakeAgain = "make or copy the archive again";
constexpr const char* kGiveTar =
    "give a tar archive, plain or compressed with gzip, bzip2, xz or zstd";
constexpr const char* kWithoutIt = "make the archive again without it";

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

std::string named(const char* name, la_int64_t number) {
    return name == nullptr || *name == '\0' ? std::to_string(number) : name;
}

/// Compressions that libarchive undoes itself; the others would start programs.
void support_formats(struct ::archive* handle) {
    archive_read_support_filter_gzip(handle);
    archive_read_support_filter_bzip2(handle);
    archive_read_support_filter_xz(handle);
    archive_read_support_filter_lzma(handle);
    archive_read_support_filter_zstd(handle);
    archive_read_support_format_tar(handle);
    // Reading on behind the end marker is what finds a compressed stream that was cut after it.
    archive_read_set_format_option(handle, "tar", "read_concatenated_archives", "1");
}

/// libarchive tells in this way, and in no other, that it left a name as it was stored.
bool kept_raw_name(struct ::archive* handle) {
    return text_of(archive_error_string(handle)).find("can't be converted") != std::string::npos;
}

/// Without "." and empty components; nothing else changes. `safe` becomes false at "..".
std::string normalised(std::string_view name, bool& safe) {
    std::string out;
    while (!name.empty()) {
        const std::size_t slash = name.find('/');
        const std::string_view part = name.substr(0, slash);
        name.remove_prefix(slash == std::string_view::npos ? name.size() : slash + 1);
        if (part.empty() || part == ".") continue;
        if (part == "..") safe = false;
        if (!out.empty()) out += '/';
        out += part;
    }
    return out;
}

} // namespace

void TarInput::Free::operator()(struct ::archive* handle) const { archive_read_free(handle); }

// In the ASCII locale libarchive does not normalise Unicode: decomposed names stay as they are.
TarInput::TarInput(std::filesystem::path file)
    : locale_(Charset::ascii),
      file_(std::move(file)),
      fd_(fs::open_existing(file_, O_RDONLY | O_NONBLOCK)),
      handle_(archive_read_new()) {
    if (!handle_) throw std::bad_alloc();
    struct stat status {};
    if (fstat(fd_.get(), &status) != 0 || !S_ISREG(status.st_mode))
        throw report::Error(file_.string(), "is not a regular file", kGiveTar);
    support_formats(handle_.get());
    if (archive_read_open_fd(handle_.get(), fd_.get(), fs::kBlockSize) != ARCHIVE_OK) damaged();
}

bool TarInput::next() {
    process::check_interrupt();
    const LocaleScope scope(locale_);
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(handle_.get(), &entry);
    if (status == ARCHIVE_EOF) {
        check_end();
        return false;
    }
    check_header(status);
    started_ = true;
    take(entry);
    return true;
}

void TarInput::take(struct ::archive_entry* entry) {
    member_ = Member{};
    left_ = 0;
    member_.name = text_of(archive_entry_pathname(entry));
    bool safe = true;
    member_.normalised = normalised(member_.name, safe);
    if (!safe) fail("has '..' in its name", kWithoutIt);
    member_.mode = archive_entry_perm(entry) & 07777U;
    member_.mtime = archive_entry_mtime(entry);
    member_.owner = named(archive_entry_uname(entry), archive_entry_uid(entry)) + ":" +
                    named(archive_entry_gname(entry), archive_entry_gid(entry));
    const std::string hardlink = text_of(archive_entry_hardlink(entry));
    if (!hardlink.empty()) {
        member_.kind = Member::Kind::hardlink;
        member_.link = normalised(hardlink, safe);
        return;
    }
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG: member_.size = static_cast<std::uint64_t>(archive_entry_size(entry)); break;
    case AE_IFDIR: member_.kind = Member::Kind::directory; break;
    case AE_IFLNK:
        member_.kind = Member::Kind::symlink;
        member_.link = text_of(archive_entry_symlink(entry));
        break;
    default: fail("is not a regular file, directory or link", kWithoutIt);
    }
    left_ = member_.size;
}

std::size_t TarInput::read(char* buffer, std::size_t size) {
    process::check_interrupt();
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
    if (size == 0) return 0;
    const la_ssize_t count = archive_read_data(handle_.get(), buffer, size);
    if (count < 0) damaged();
    auto bytes = static_cast<std::size_t>(count);
    if (bytes == 0) {
        // libarchive reports missing content itself: this is a hole at the end of a sparse file.
        std::fill_n(buffer, size, '\0');
        bytes = size;
    }
    left_ -= bytes;
    return bytes;
}

void TarInput::fail(const std::string& reason, const std::string& remedy) const {
    throw report::Error(file_.string(), fmt::format("member '{}' {}", member_.name, reason),
                        remedy);
}

void TarInput::check_header(int status) {
    if (status == ARCHIVE_OK || (status == ARCHIVE_WARN && kept_raw_name(handle_.get()))) return;
    damaged();
}

/// A tar stream ends with blocks of zeros. One that just stops was cut between two members.
void TarInput::check_end() const {
    if (archive_filter_bytes(handle_.get(), 0) > archive_read_header_position(handle_.get()))
        return;
    throw report::Error(file_.string(), "is cut short: it has no end-of-archive marker",
                        kMakeAgain);
}

void TarInput::damaged() const {
    const std::string reason = text_of(archive_error_string(handle_.get()));
    const std::string subject = file_.string();
    if (started_)
        throw report::Error(
            subject, fmt::format("damaged at or after member '{}': {}", member_.name, reason),
            kMakeAgain);
    if (archive_format(handle_.get()) == 0)
        throw report::Error(subject,
                            "is not a tar archive" + (reason.empty() ? "" : " (" + reason + ")"),
                            kGiveTar);
    throw report::Error(subject, fmt::format("damaged: {}", reason), kMakeAgain);
}

} // namespace calpkg::tar
