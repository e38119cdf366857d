#include "lib/sources/archive.hpp"

#include "lib/encode/gzip.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/clone.hpp"
#include "lib/sources/transfer_failure.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace calpkg::sources {

namespace {

constexpr int kLevel = 6;

std::string gzip(std::string_view data) {
    std::string out;
    encode::Gzip gzip([&](std::string_view bytes) { out += bytes; }, kLevel);
    gzip.write(data);
    gzip.finish();
    return out;
}

/// The commit's files as a tar archive, below one directory of the archive's name.
std::string tar_of(const std::filesystem::path& repository, const layout::LineArchive& archive) {
    const std::string stem =
        archive.file.substr(0, archive.file.size() - std::string_view(".tar.gz").size());
    const process::Result result =
        checkout::run_fetching_git(repository,
                                   {"-c", "tar.umask=0022", "archive", "--format=tar",
                                    "--prefix=" + stem + "/", archive.commit},
                                   {}, {});
    if (!result.ok()) throw local_failure(repository.string(), result);
    return result.out;
}

} // namespace

bool has_archive(const std::filesystem::path& directory, const layout::LineArchive& archive) {
    const std::filesystem::path file = directory / archive.file;
    return fs::is_regular_file(file) && hash::sha256_file(file) == archive.sha256;
}

bool make_archive(const std::filesystem::path& directory, const layout::LineArchive& archive,
                  const Way& way) {
    const std::filesystem::path file = directory / archive.file;
    if (has_archive(directory, archive)) return false;
    fs::make_directories(directory);
    const std::filesystem::path work = unfinished(file);
    begin(work, archive, way, Kind::bare);
    const std::string bytes = gzip(tar_of(work, archive));
    const std::string digest = hash::sha256(bytes);
    if (digest != archive.sha256)
        throw report::Error(
            file.string(),
            fmt::format("is made with the SHA-256 {}, not {} as the line says", digest,
                        archive.sha256),
            "take git 2.25 or newer, and see that nothing in git's configuration changes archives");
    fs::write_file(file, bytes);
    std::error_code ignored;
    std::filesystem::remove_all(work, ignored);
    return true;
}

} // namespace calpkg::sources
