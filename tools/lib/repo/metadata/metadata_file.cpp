#include "lib/repo/metadata/metadata_file.hpp"

#include "lib/encode/gzip.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/regular_file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/payload_stream.hpp"

#include <map>
#include <string_view>
#include <system_error>
#include <vector>

namespace calpkg::repo {

namespace {

constexpr int kLevel = 9; ///< packed once, fetched often

std::string packed(const std::string& text) {
    std::string bytes;
    encode::Gzip gzip([&](std::string_view piece) { bytes += piece; }, kLevel);
    gzip.write(text);
    gzip.finish();
    return bytes;
}

/// `name` with the new checksum in place of the old one, if that is how it begins.
std::string renamed(std::string name, const std::string& before, const std::string& after) {
    if (name.starts_with(before)) name.replace(0, before.size(), after);
    return name;
}

} // namespace

std::string metadata_text(const std::filesystem::path& file) {
    const std::map<std::string, std::string> compressors{
        {".gz", "gzip"}, {".bz2", "bzip2"}, {".xz", "xz"}, {".zst", "zstd"}};
    const auto compressor = compressors.find(file.extension().string());
    if (compressor == compressors.end()) return fs::read_file(file, kLargestMetadata);
    const fs::Descriptor fd = fs::open_regular_file(file);
    rpm::PayloadReader reader(fd.get(), {compressor->second, ""}, file.string());
    std::string text;
    std::vector<char> buffer(fs::kBlockSize);
    while (const std::size_t count = reader.read(buffer.data(), buffer.size())) {
        text.append(buffer.data(), count);
        if (text.size() > kLargestMetadata) throw report::Error(file.string(), "is too large");
    }
    return text;
}

std::optional<hash::Algorithm> checksum_algorithm(const std::string& type) {
    using hash::Algorithm;
    if (type == "sha256") return Algorithm::sha256;
    if (type == "sha" || type == "sha1") return Algorithm::sha1;
    if (type == "sha512") return Algorithm::sha512;
    if (type == "sha384") return Algorithm::sha384;
    if (type == "sha224") return Algorithm::sha224;
    if (type == "md5") return Algorithm::md5;
    return std::nullopt;
}

void encode_metadata(const std::filesystem::path& repodata, std::int64_t time) {
    const std::filesystem::path index = repodata / "repomd.xml";
    Repomd repomd(fs::read_file(index), index.string());
    std::size_t number = 0;
    for (const MetadataRecord& record : repomd.records()) {
        const std::size_t at = number++;
        const std::filesystem::path href(record.href);
        if (href.extension() != ".gz") continue;
        const std::filesystem::path old = repodata / href.filename();
        const std::string bytes = packed(metadata_text(old));
        const std::string checksum = hash::sha256(bytes);
        const std::string name = renamed(old.filename().string(), record.checksum, checksum);
        std::error_code failure;
        if (!std::filesystem::remove(old, failure) && failure)
            throw report::system_error(old.string(), "remove", failure.value());
        fs::write_file(repodata / name, bytes, 0644, fs::Flush::no);
        fs::set_time(repodata / name, time);
        repomd.set_file(at, {(href.parent_path() / name).string(), checksum, bytes.size()});
    }
    fs::write_file(index, repomd.text(), 0644, fs::Flush::no);
}

} // namespace calpkg::repo
