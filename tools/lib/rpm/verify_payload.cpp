#include "lib/rpm/verify_payload.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace calpkg::rpm {

namespace {

constexpr std::string_view remedy = "copy or build it again";

/// End of the header structure at `offset`: 8 bytes of magic, the number of 16-byte index entries
/// and the size of the data, both big endian (rpm's docs/manual/format.md).
std::uint64_t header_end(int fd, std::uint64_t offset, const std::string& subject) {
    std::array<unsigned char, 16> intro{};
    if (fs::read_at(fd, intro.data(), intro.size(), offset, subject) != intro.size())
        throw report::Error(subject, "is truncated", std::string(remedy));
    const auto number = [&](std::size_t at) {
        return std::uint64_t{intro[at]} << 24 | std::uint64_t{intro[at + 1]} << 16 |
               std::uint64_t{intro[at + 2]} << 8 | std::uint64_t{intro[at + 3]};
    };
    return offset + intro.size() + 16 * number(8) + number(12);
}

/// The header follows the 96 bytes of the lead and the signature header, which is padded to 8.
std::uint64_t header_begin(int fd, const std::string& subject) {
    return (header_end(fd, 96, subject) + 7) / 8 * 8;
}

void verify_size(std::uint64_t begin, const SealedSize& said, std::uint64_t actual,
                 const std::string& subject) {
    const std::uint64_t expected = begin + said.size;
    if (actual == expected) return;
    const char* reason = actual < expected ? "is truncated: it has {} of {} bytes ({})"
                                           : "has {} bytes where its header says {} ({})";
    throw report::Error(subject, fmt::format(fmt::runtime(reason), actual, expected, said.tag),
                        std::string(remedy));
}

std::uint64_t size_of(int fd, const std::string& subject) {
    struct stat status {};
    if (fstat(fd, &status) != 0) throw report::system_error(subject, "read", errno);
    return static_cast<std::uint64_t>(status.st_size);
}

/// Gives each digest its part of the file, which is read once.
void update(std::vector<hash::Digest>& digests, const std::vector<SealedDigest>& said, int fd,
            std::uint64_t header, std::uint64_t payload, const std::string& subject) {
    std::vector<char> buffer(fs::kBlockSize);
    for (std::uint64_t offset = header;;) {
        const std::size_t wanted = offset < payload
                                       ? std::min<std::uint64_t>(buffer.size(), payload - offset)
                                       : buffer.size();
        const std::size_t count = fs::read_at(fd, buffer.data(), wanted, offset, subject);
        for (std::size_t i = 0; i < digests.size(); ++i)
            if (offset >= payload || said[i].covers_header) digests[i].update(buffer.data(), count);
        if (count < wanted) return;
        offset += count;
    }
}

} // namespace

void hash_rest(int fd, std::uint64_t begin, hash::Digest& digest, const std::string& subject) {
    std::vector<char> buffer(fs::kBlockSize);
    for (std::uint64_t offset = begin;;) {
        const std::size_t count = fs::read_at(fd, buffer.data(), buffer.size(), offset, subject);
        digest.update(buffer.data(), count);
        if (count < buffer.size()) return;
        offset += count;
    }
}

void verify_payload(int fd, const PayloadSeal& seal, const std::string& subject) {
    const std::uint64_t header = header_begin(fd, subject);
    const std::uint64_t payload = header_end(fd, header, subject);
    const std::uint64_t size = size_of(fd, subject);
    for (const SealedSize& said : seal.sizes)
        verify_size(said.covers_header ? header : payload, said, size, subject);
    if (seal.digests.empty())
        throw report::Error(subject, "carries no digest of its payload",
                            "build it again with a current rpm");
    posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    std::vector<hash::Digest> digests;
    for (const SealedDigest& said : seal.digests) digests.emplace_back(said.hash);
    update(digests, seal.digests, fd, header, payload, subject);
    for (std::size_t i = 0; i < digests.size(); ++i) {
        const std::string actual = digests[i].finish();
        if (actual != seal.digests[i].hex)
            throw report::Error(subject,
                                fmt::format("its payload is damaged: the digest is {}, not {}",
                                            actual, seal.digests[i].hex),
                                std::string(remedy));
    }
}

} // namespace calpkg::rpm
