#include "lib/zip/stored_zip.hpp"

#include "lib/report/error.hpp"
#include "lib/zip/zlib.hpp"

#include <algorithm>
#include <limits>

namespace calpkg::zip {

namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEndOfDirectory = 0x06054b50;
constexpr std::uint32_t kVersionNeeded = 20;
constexpr std::uint32_t kMadeOnUnix = (3U << 8) | kVersionNeeded;
constexpr std::uint32_t kUtf8Names = 1U << 11;
constexpr std::uint32_t kRegularFile = 0100000;

bool is_ascii(std::string_view name) {
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

StoredZip::StoredZip(std::int64_t epoch) : time_(to_dos_time(epoch)) {}

/// Numbers are little-endian.
void StoredZip::put(std::string& out, std::uint32_t value, int bytes) const {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

/// What local and central header have in common: version needed to length of the extra field.
std::string StoredZip::common_header(const std::string& name, std::string_view content) const {
    const auto size = static_cast<std::uint32_t>(content.size());
    std::string out;
    put(out, kVersionNeeded, 2);
    put(out, is_ascii(name) ? 0 : kUtf8Names, 2);
    put(out, 0, 2); // stored
    put(out, time_.time, 2);
    put(out, time_.date, 2);
    put(out, checksum(content), 4);
    put(out, size, 4);
    put(out, size, 4);
    put(out, static_cast<std::uint32_t>(name.size()), 2);
    put(out, 0, 2); // no extra field
    return out;
}

void StoredZip::add(const std::string& name, std::string_view content, unsigned mode) {
    constexpr std::uint64_t largest = std::numeric_limits<std::uint32_t>::max();
    constexpr std::uint32_t most = std::numeric_limits<std::uint16_t>::max();
    const std::uint64_t after =
        std::uint64_t{archive_.size()} + directory_.size() + content.size() + 3 * name.size() + 256;
    if (after > largest || members_ == most || name.size() > most)
        throw report::Error(name, "does not fit into the zip of an egg",
                            "make the egg a directory");
    const std::string common = common_header(name, content);
    put(directory_, kCentralHeader, 4);
    put(directory_, kMadeOnUnix, 2);
    directory_ += common;
    put(directory_, 0, 2); // comment
    put(directory_, 0, 2); // disk
    put(directory_, 0, 2); // internal attributes
    put(directory_, (kRegularFile | mode) << 16, 4);
    put(directory_, static_cast<std::uint32_t>(archive_.size()), 4);
    directory_ += name;

    put(archive_, kLocalHeader, 4);
    archive_ += common + name;
    archive_ += content;
    ++members_;
}

std::string StoredZip::finish() {
    const auto start = static_cast<std::uint32_t>(archive_.size());
    const auto size = static_cast<std::uint32_t>(directory_.size());
    std::string archive = std::move(archive_) + directory_;
    put(archive, kEndOfDirectory, 4);
    put(archive, 0, 4); // disks
    put(archive, members_, 2);
    put(archive, members_, 2);
    put(archive, size, 4);
    put(archive, start, 4);
    put(archive, 0, 2); // comment
    return archive;
}

} // namespace calpkg::zip
