#include "lib/egg/deflate.hpp"

#include "lib/report/error.hpp"

#include <zip.h>

#include <limits>
#include <memory>

namespace calpkg::egg {

namespace {

struct ReleaseSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Source = std::unique_ptr<zip_source_t, ReleaseSource>;
using Archive = std::unique_ptr<zip_t, DiscardArchive>;

report::Error failure(const std::string& reason) {
    return {"libzip", "cannot compress: " + reason};
}

/// An archive on `source`, which stays its owner's too.
Archive open_archive(zip_source_t* source, int flags) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_keep(source);
    Archive archive(zip_open_from_source(source, flags, &error));
    const std::string reason = archive ? std::string() : zip_error_strerror(&error);
    zip_error_fini(&error);
    if (archive) return archive;
    zip_source_free(source);
    throw failure(reason);
}

/// Writes an archive with `content` as its only member into `place`.
void write_archive(zip_source_t* place, const std::string& content, zip_int32_t method) {
    Archive archive = open_archive(place, ZIP_TRUNCATE);
    zip_source_t* from = zip_source_buffer(archive.get(), content.data(), content.size(), 0);
    if (from == nullptr || zip_file_add(archive.get(), "content", from, 0) != 0) {
        if (from != nullptr) zip_source_free(from);
        throw failure(zip_strerror(archive.get()));
    }
    if (zip_set_file_compression(archive.get(), 0, method, 9) != 0 || zip_close(archive.get()) != 0)
        throw failure(zip_strerror(archive.get()));
    static_cast<void>(archive.release()); // zip_close has freed it
}

/// The only member of the archive in `place`, as it is stored there.
Packed read_archive(zip_source_t* place) {
    const Archive archive = open_archive(place, ZIP_RDONLY);
    zip_stat_t status;
    if (zip_stat_index(archive.get(), 0, 0, &status) != 0)
        throw failure(zip_strerror(archive.get()));
    Packed packed{status.comp_method, status.crc, static_cast<std::uint32_t>(status.size), {}};
    packed.data.resize(status.comp_size);
    const std::unique_ptr<zip_file_t, CloseFile> file(
        zip_fopen_index(archive.get(), 0, ZIP_FL_COMPRESSED));
    if (!file || zip_fread(file.get(), packed.data.data(), packed.data.size()) !=
                     static_cast<zip_int64_t>(packed.data.size()))
        throw failure(zip_strerror(archive.get()));
    return packed;
}

} // namespace

Packed pack(const std::string& content, bool deflate) {
    if (content.size() > std::numeric_limits<std::int32_t>::max()) throw failure("more than 2 GiB");
    const Source place(zip_source_buffer_create(nullptr, 0, 0, nullptr));
    if (!place) throw failure("out of memory");
    write_archive(place.get(), content, deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE);
    Packed packed = read_archive(place.get());
    if (packed.method == ZIP_CM_STORE || packed.data.size() < content.size()) return packed;
    return pack(content, false);
}

} // namespace calpkg::egg
