#include "lib/plan/venv/file_facts.hpp"

#include "lib/hash/digest.hpp"
#include "lib/python/bytecode_name.hpp"
#include "lib/tar/input.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace calpkg::plan {

FileFacts read_facts(const std::string& name, std::int64_t mtime,
                     const std::function<std::size_t(char* buffer, std::size_t size)>& read) {
    FileFacts facts;
    facts.mtime = mtime;
    std::array<char, 65536> block; // a vector would be filled with zeros, for every file
    std::size_t held = 0;
    const auto fill = [&] {
        held = 0;
        while (const std::size_t count =
                   held < block.size() ? read(block.data() + held, block.size() - held) : 0)
            held += count;
    };
    fill();
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
