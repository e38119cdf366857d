#include "lib/plan/venv/file_facts.hpp"

#include "lib/hash/digest.hpp"
#include "lib/python/bytecode_name.hpp"
#include "lib/tar/input.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace calpkg::plan {

namespace {

constexpr std::size_t kBlock = 65536;
constexpr std::size_t kDigits = 64;  ///< of a SHA-256
constexpr std::size_t kLongest = 16; ///< header of bytecode
constexpr std::string_view kElfMagic = "\177ELF";

} // namespace

FileFacts read_facts(const std::string& name, std::int64_t mtime,
                     const std::function<std::size_t(char* buffer, std::size_t size)>& read) {
    FileFacts facts;
    facts.mtime = mtime;
    std::array<char, kBlock> block; // a vector would be filled with zeros, for every file
    std::size_t held = 0;
    const auto fill = [&] {
        held = 0;
        while (const std::size_t count =
                   held < block.size() ? read(block.data() + held, block.size() - held) : 0)
            held += count;
    };
    fill();
    facts.elf = std::string_view(block.data(), held).starts_with(kElfMagic);
    if (!python::source_of(name).empty()) {
        facts.header = python::read_bytecode_header(std::string_view(block.data(), held));
        if (facts.header.complete && !facts.header.hash_based)
            std::memset(block.data() + facts.header.python->time_at(), 0, sizeof(std::uint32_t));
    }
    hash::Sha256 digest;
    for (; held > 0; fill()) digest.update(block.data(), held);
    facts.digest = digest.finish();
    return facts;
}

FileFacts known_facts(const std::string& name, const std::filesystem::path& path,
                      const struct stat& status, hash::KnownContents* contents,
                      const std::function<std::size_t(char* buffer, std::size_t size)>& read) {
    const bool bytecode = !python::source_of(name).empty();
    const auto beginning = bytecode ? kLongest : kElfMagic.size();
    const std::string told = hash::KnownContents::told(
        contents, bytecode ? "digest and header of bytecode" : "digest and magic", path, status,
        [&] {
            std::string first;
            const auto read_on = [&](char* buffer, std::size_t size) {
                const std::size_t count = read(buffer, size);
                first.append(buffer, std::min(count, beginning - first.size()));
                return count;
            };
            return read_facts(name, status.st_mtime, read_on).digest + first;
        });
    const std::string_view first = std::string_view(told).substr(kDigits);
    FileFacts facts;
    facts.mtime = status.st_mtime;
    facts.digest = told.substr(0, kDigits);
    facts.elf = first.starts_with(kElfMagic);
    if (bytecode) {
        facts.header = python::read_bytecode_header(first);
        facts.header.length = std::min(static_cast<std::size_t>(status.st_size), kBlock);
    }
    return facts;
}

std::vector<tar::Member> list_with_facts(const std::filesystem::path& archive,
                                         std::map<std::string, FileFacts>& facts) {
    return tar::list_members(archive, [&](tar::TarInput& input) {
        const tar::Member& member = input.member();
        facts[member.normalised] =
            read_facts(member.normalised, member.mtime,
                       [&](char* buffer, std::size_t size) { return input.read(buffer, size); });
    });
}

} // namespace calpkg::plan
