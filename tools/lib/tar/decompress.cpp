#include "lib/tar/decompress.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <new>

namespace calpkg::tar {

namespace {

constexpr const char* kRemedy = "make or copy the file again";

struct Free {
    void operator()(struct ::archive* handle) const { archive_read_free(handle); }
};

class Reader {
public:
    Reader(std::string_view bytes, const std::string& subject)
        : subject_(subject),
          handle_(archive_read_new()) {
        if (!handle_) throw std::bad_alloc();
        archive_read_support_filter_gzip(handle_.get());
        archive_read_support_filter_bzip2(handle_.get());
        archive_read_support_filter_xz(handle_.get());
        archive_read_support_filter_zstd(handle_.get());
        archive_read_support_format_raw(handle_.get());
        archive_read_support_format_empty(handle_.get());
        check(archive_read_open_memory(handle_.get(), bytes.data(), bytes.size()));
    }

    std::string content(std::size_t limit) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(handle_.get(), &entry);
        if (status == ARCHIVE_EOF) return {};
        check(status);
        // libarchive goes on to undo what was compressed before that.
        if (archive_filter_count(handle_.get()) != 2)
            throw report::Error(subject_, "is not compressed exactly once", kRemedy);
        std::string content, buffer(fs::kBlockSize, '\0');
        for (;;) {
            process::check_interrupt();
            const la_ssize_t count = archive_read_data(handle_.get(), buffer.data(), buffer.size());
            if (count == 0) return content;
            check(static_cast<int>(std::min<la_ssize_t>(count, ARCHIVE_OK)));
            content.append(buffer, 0, static_cast<std::size_t>(count));
            if (content.size() > limit)
                throw report::Error(subject_, "comes to more than is looked into");
        }
    }

    std::size_t end() const {
        return static_cast<std::size_t>(archive_filter_bytes(handle_.get(), -1));
    }

private:
    void check(int status) const {
        if (status == ARCHIVE_OK) return;
        const char* reason = archive_error_string(handle_.get());
        throw report::Error(subject_, reason == nullptr ? "is damaged" : reason, kRemedy);
    }

    const std::string& subject_;
    std::unique_ptr<struct ::archive, Free> handle_;
};

} // namespace

Decompressed decompress(std::string_view bytes, const std::string& subject, std::size_t limit) {
    Reader reader(bytes, subject);
    Decompressed found{reader.content(limit)};
    found.end = std::min(reader.end(), bytes.size());
    return found;
}

} // namespace calpkg::tar
